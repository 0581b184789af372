// SPDX-License-Identifier: MIT
// The order of a checkpoint's elements, element by element, and what its reader refuses. Whole
// checkpoints of a Gan: tests/train/checkpoint_test.cpp.
#include "augury/io/checkpoint.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "augury/augury.hpp"
#include "catch.hpp"
#include "io/edited_checkpoint.hpp"
#include "io/temporary_folder.hpp"
using namespace augury;

namespace {

template <class L, class In>
struct Numbered {
  std::vector<Parameter> layout;
  std::vector<float> flat;  ///< every element is its place in the flat array
  explicit Numbered(int classes = 0) : layout(layout_of<L, In>(classes)) {
    flat.resize(layout.back().offset + layout.back().total());
    std::iota(flat.begin(), flat.end(), 0.0f);
  }
  NamedTensor tensor(std::size_t i) const {
    return to_tensor("", layout[i], std::span<const float>(flat));
  }
};

using Shape_ = std::vector<std::int64_t>;

/// Element (a, b, c, ...) of a tensor in C order.
float at(const NamedTensor& tensor, const Shape_& index) {
  REQUIRE(index.size() == tensor.shape.size());
  std::int64_t place = 0;
  for (std::size_t i = 0; i < index.size(); ++i) place = place * tensor.shape[i] + index[i];
  return tensor.values<float>()[static_cast<std::size_t>(place)];
}

}  // namespace

TEST_CASE("checkpoint: Conv [KH, KW, In, Out] is [Out, In, KH, KW]") {
  const Numbered<Conv<5, 3, 1>, Shape<8, 8, 2>> conv;
  const NamedTensor w = conv.tensor(0);
  CHECK(w.name == "weight");
  CHECK(w.shape == Shape_{5, 2, 3, 3});
  CHECK(at(w, {0, 0, 0, 0}) == 0);
  CHECK(at(w, {0, 0, 0, 1}) == 10);  // the next column of the window: In * Out on
  CHECK(at(w, {0, 0, 1, 0}) == 30);  // the next row: KW * In * Out
  CHECK(at(w, {0, 1, 0, 0}) == 5);   // the next input channel: Out
  CHECK(at(w, {1, 0, 0, 0}) == 1);
  CHECK(at(w, {4, 1, 2, 2}) == 89);
  CHECK(at(w, {3, 1, 0, 2}) == 0 * 30 + 2 * 10 + 1 * 5 + 3);
  CHECK(conv.tensor(1).name == "bias");
  CHECK(conv.tensor(1).shape == Shape_{5});
  CHECK(conv.tensor(1).values<float>() == std::vector<float>{90, 91, 92, 93, 94});
}

TEST_CASE("checkpoint: Deconv [KH, KW, In, Out] is [In, Out, KH, KW]") {
  const NamedTensor w = Numbered<Deconv<3, 4>, Shape<4, 4, 2>>().tensor(0);
  CHECK(w.shape == Shape_{2, 3, 4, 4});
  CHECK(at(w, {0, 0, 0, 1}) == 6);
  CHECK(at(w, {0, 0, 1, 0}) == 24);
  CHECK(at(w, {0, 1, 0, 0}) == 1);
  CHECK(at(w, {1, 0, 0, 0}) == 3);
  CHECK(at(w, {1, 2, 3, 1}) == 3 * 24 + 1 * 6 + 1 * 3 + 2);
}

TEST_CASE("checkpoint: banks are the first axis") {
  const NamedTensor w = Numbered<StochasticDeconv<7, 3, 4>, Shape<4, 4, 2>>().tensor(0);
  CHECK(w.shape == Shape_{7, 2, 3, 4, 4});
  CHECK(at(w, {1, 0, 0, 0, 0}) == 96);
  CHECK(at(w, {6, 1, 2, 3, 1}) == 6 * 96 + 3 * 24 + 1 * 6 + 1 * 3 + 2);
}

TEST_CASE("checkpoint: Dense on a vector [In, Out] is [Out, In]") {
  const NamedTensor w = Numbered<Dense<3>, Shape<5>>().tensor(0);
  CHECK(w.shape == Shape_{3, 5});
  CHECK(at(w, {0, 1}) == 3);
  CHECK(at(w, {1, 0}) == 1);
  CHECK(at(w, {2, 4}) == 14);
}

TEST_CASE("checkpoint: Dense on an image [H, W, C, Out] is [Out, C*H*W], as after a Flatten") {
  const NamedTensor w = Numbered<Dense<5>, Shape<2, 3, 4>>().tensor(0);
  CHECK(w.shape == Shape_{5, 24});
  CHECK(at(w, {0, 0}) == 0);
  CHECK(at(w, {1, 0}) == 1);
  CHECK(at(w, {0, 1}) == 20);  // column 1 of channel 0: C * Out on
  CHECK(at(w, {0, 3}) == 60);  // row 1
  CHECK(at(w, {0, 6}) == 5);   // channel 1
  // unit 4, channel 2, row 1, column 1
  CHECK(at(w, {4, 2 * 6 + 1 * 3 + 1}) == ((1 * 3 + 1) * 4 + 2) * 5 + 4);
}

TEST_CASE("checkpoint: embeddings are one row per class") {
  const NamedTensor join = Numbered<JoinLabel<4>, Shape<9>>(3).tensor(0);
  CHECK(join.shape == Shape_{3, 4});
  CHECK(at(join, {2, 1}) == 9);
  const Numbered<Projection, Shape<2, 2, 3>> projection(5);
  const NamedTensor rows = projection.tensor(2);
  const float first = static_cast<float>(projection.layout[2].offset);
  CHECK(rows.name == "embedding");
  CHECK(rows.shape == Shape_{5, 12});
  CHECK(at(rows, {1, 0}) == first + 12);
  CHECK(at(rows, {4, 2 * 4 + 1 * 2 + 0}) == first + 4 * 12 + (1 * 2 + 0) * 3 + 2);
  CHECK(projection.tensor(0).shape == Shape_{1, 12});
}

TEST_CASE("checkpoint: batch normalisation has PyTorch's names") {
  const Numbered<BatchNorm, Shape<2, 2, 3>> norm;
  for (std::size_t i = 0; i < 4; ++i) CHECK(norm.tensor(i).shape == Shape_{3});
  CHECK(norm.tensor(0).name == "weight");
  CHECK(norm.tensor(1).name == "bias");
  CHECK(norm.tensor(2).name == "running_mean");
  CHECK(norm.tensor(3).name == "running_var");
}

TEST_CASE("checkpoint: from_tensor undoes to_tensor") {
  using Layers = Stack<JoinLabel<3>, Dense<48>, Reshape<4, 4, 3>, StochasticDeconv<3, 5>, BatchNorm,
                       WeightNorm<Conv<4>>, PRelu, Dense<2>>;
  const Numbered<Layers, Shape<6>> all(4);
  std::vector<float> back(all.flat.size(), -1);
  for (std::size_t i = 0; i < all.layout.size(); ++i)
    from_tensor(all.tensor(i), all.layout[i], std::span<float>(back));
  CHECK(back == all.flat);
}

// ------------------------------------------------------------------------------- whole files
namespace {

using Layers = Stack<Dense<6>, BatchNorm, Dense<2>>;
const auto layout = layout_of<Layers, Shape<3>>(0);
const CheckpointInfo info{{"cat", "d\"og", "\xC3\xA9l\xC3\xA9phant"},
                          12,
                          std::numeric_limits<std::uint64_t>::max(),
                          {{"batch", "64"}, {"note", "a\nb"}}};

std::vector<float> numbers() {
  std::vector<float> all(layout.back().offset + layout.back().total());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = 1e-3f * static_cast<float>(i) - 0.0101f;
  all[5] = -0.0f, all[6] = std::numeric_limits<float>::denorm_min();
  return all;
}
void write(const std::filesystem::path& path, const CheckpointInfo& said = info) {
  CheckpointWriter file(path);
  file.put<float>("net.", layout, numbers());
  file.put<float>("moments.", layout, numbers(), true);
  file.put_counts("steps", std::vector<std::uint64_t>{3, 1ull << 63});
  file.write(said);
}

/// What a file with its tensors and metadata changed by `change` is answered with.
template <class Change>
std::string refusal(Change change) {
  TemporaryFolder folder;
  write(folder / "a");
  Safetensors file = read_safetensors(folder / "a");
  change(file);
  write_edited(folder / "b", file);
  return sentence([&] {
    CheckpointReader reader(folder / "b");
    reader.take<float>("net.", layout);
    reader.take<float>("moments.", layout, true);
    reader.take_counts("steps", 2);
    reader.expect_nothing_more();
  });
}
NamedTensor& tensor(Safetensors& file, const std::string& name) {
  return *std::ranges::find(file.tensors, name, &NamedTensor::name);
}

/// One sentence that begins with the file and names all of `parts`.
void says(const std::string& text, std::initializer_list<const char*> parts) {
  INFO(text);
  CHECK(contains(text, "/b'"));
  CHECK(text.find('\n') == std::string::npos);
  for (const char* part : parts) {
    INFO(part);
    CHECK(contains(text, part));
  }
}

}  // namespace

TEST_CASE("checkpoint: what is written is read back, to the bit") {
  TemporaryFolder folder;
  write(folder / "a");
  CheckpointReader file(folder / "a");
  CHECK(file.info().class_names == info.class_names);
  CHECK(file.info().steps == 12);
  CHECK(file.info().seed == info.seed);
  CHECK(file.info().options == info.options);
  CHECK(file.info().version == AUGURY_VERSION);
  const auto back = file.take<float>("net.", layout), wanted = numbers();
  CHECK(std::memcmp(back.data(), wanted.data(), wanted.size() * sizeof(float)) == 0);
  auto moments = numbers();  // those of running statistics are not kept
  for (const Parameter& p : layout)
    if (!p.trained)
      std::fill_n(moments.begin() + static_cast<std::ptrdiff_t>(p.offset), p.total(), 0.0f);
  CHECK(file.take<float>("moments.", layout, true) == moments);
  CHECK(file.take_counts("steps", 2) == std::vector<std::uint64_t>{3, 1ull << 63});
  file.expect_nothing_more();
  CHECK(read_checkpoint_info(folder / "a").class_names == info.class_names);
  CHECK(refusal([](Safetensors&) {}) == "");
}

TEST_CASE("checkpoint: tensors that are not those of the network") {
  says(refusal([](auto& file) { tensor(file, "net.2.bias").name = "net.2.offset"; }),
       {"does not fit this network", "no tensor 'net.2.bias' [2]", "use the program"});
  says(refusal([](auto& file) {
         file.tensors.push_back(named_tensor<float>("net.3.bias", {2}, std::vector<float>(2)));
       }),
       {"a tensor 'net.3.bias' [2]", "no place"});
  says(refusal([](auto& file) {
         tensor(file, "net.0.weight").shape = {3, 6};
       }),
       {"'net.0.weight' is [3, 6] where [6, 3] is expected"});
  says(refusal([](auto& file) {
         tensor(file, "net.2.bias") =
             named_tensor<double>("net.2.bias", {2}, std::vector<double>(2));
       }),
       {"'net.2.bias' holds F64 where F32 is expected"});
  says(refusal([](auto& file) {
         tensor(file, "steps") =
             named_tensor<std::uint64_t>("steps", {1}, std::vector<std::uint64_t>(1));
       }),
       {"'steps' is [1] where [2] is expected"});
  says(refusal([](auto& file) {
         file.tensors.push_back(named_tensor<float>("\x1B[2J", {0}, std::vector<float>{}));
       }),
       {"'?[2J'"});
}

TEST_CASE("checkpoint: a bit that was lost is noticed") {
  TemporaryFolder folder;
  write(folder / "a");
  auto bytes = read_file(folder / "a");
  bytes[bytes.size() - 3] ^= std::byte{0x10};  // the number stays a number
  write_file(folder / "b", bytes);
  says(sentence([&] { CheckpointReader{folder / "b"}; }), {"is damaged", "another copy"});
}

TEST_CASE("checkpoint: no memory is asked for before all tensors are found") {
  TemporaryFolder folder;
  write(folder / "b");
  Parameter vast;  // 4 TB, say a table of a row for each of very many classes
  vast.name = "vast";
  vast.size = std::size_t{1} << 40;
  vast.extents = {1 << 20, 1 << 20};
  CheckpointReader reader(folder / "b");
  says(sentence([&] { reader.take<float>("", {vast}); }),
       {"has no tensor 'vast' [1048576, 1048576]", "does not fit this network"});
}

TEST_CASE("checkpoint: numbers that are not finite are neither read nor written") {
  for (const float bad : {std::numeric_limits<float>::infinity(), std::nanf("")}) {
    says(refusal([=](auto& file) {
           tensor(file, "net.2.bias") =
               named_tensor<float>("net.2.bias", {2}, std::vector<float>{1, bad});
         }),
         {"element 1 of its tensor 'net.2.bias'", "earlier checkpoint"});
    TemporaryFolder folder;
    CheckpointWriter file(folder / "b");
    auto all = numbers();
    all[layout[2].offset] = bad;
    says(sentence([&] { file.put<float>("net.", layout, all); }),
         {"is not written", "'net.1.weight' is no longer finite"});
  }
}

TEST_CASE("checkpoint: metadata of another program, or changed") {
  says(refusal([](auto& file) { file.metadata.clear(); }),
       {"a safetensors file, but no checkpoint of augury", "give the checkpoint"});
  says(refusal([](auto& file) { file.metadata["format"] = "pt"; }), {"no checkpoint of augury"});
  says(refusal([](auto& file) { file.metadata.erase("steps"); }), {"no 'steps'"});
  for (const char* text : {"", "-1", "1.5", " 1", "1 ", "18446744073709551616"})
    says(refusal([=](auto& file) { file.metadata["seed"] = text; }),
         {"for 'seed'", "a whole number is expected"});
  says(refusal([](auto& file) { file.metadata["classes"] = "2"; }), {"2 classes and names 3"});
  for (const char* text : {"", "[", "[\"a\"", "[\"a\",]", "[1]", "[\"a\"]]", "{}"})
    says(refusal([=](auto& file) { file.metadata["class_names"] = text; }), {"class_names"});
}

TEST_CASE("checkpoint: counts that are not those of its classes") {
  const auto with = [](const char* counts) {
    return refusal([=](auto& file) { file.metadata["option.class_counts"] = counts; });
  };
  CHECK(with("[120,118,0]") == "");
  says(with("[120,118]"), {"counts the images of 2 classes and names 3", "as it was written"});
  says(with("[]"), {"counts the images of 0 classes and names 3"});
  for (const char* text : {"", "[1,2,-3]", "[1,2,3", "120", "[1,2,3]]", "[1,2,\"3\"]"})
    says(with(text), {"class_counts"});
  says(refusal([](auto& file) {
         file.metadata["option.class_counts"] = "[1,2,3]";
         file.metadata["classes"] = "0";
         file.metadata["class_names"] = "[]";
       }),
       {"counts the images of 3 classes and names 0"});
  const CheckpointInfo counted{{"a", "b"}, 0, 0, {{"class_counts", "[120,118]"}}};
  CHECK(class_counts(counted, "it") == std::vector<std::int64_t>{120, 118});
  CHECK(class_counts(info, "it").empty());
}

TEST_CASE("checkpoint: a file that is cut, empty, missing or a folder") {
  TemporaryFolder folder;
  write(folder / "a");
  const std::string whole = text_of(folder / "a");
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{7}, std::size_t{100}, whole.size() / 2, whole.size() - 1}) {
    write_file(folder / "b", whole.substr(0, size), Durable::no);
    says(sentence([&] { CheckpointReader reader(folder / "b"); }), {"no valid safetensors file"});
  }
  std::filesystem::remove(folder / "b");
  says(sentence([&] { CheckpointReader reader(folder / "b"); }), {"cannot read", "No such file"});
  std::filesystem::create_directory(folder / "b");
  says(sentence([&] { CheckpointReader reader(folder / "b"); }), {"no regular file"});
}
