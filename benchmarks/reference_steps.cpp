// SPDX-License-Identifier: MIT
// The reference steps, timed on request. compare_steps.py runs it beside its peers; it answers
//   step NAME COUNT   COUNT seconds, one per step, after two untimed steps at a name's first use
//   info              version, instruction set, threads
//   quit
// One step is the discriminator on real and on generated images, then the generator, on the same
// images; drawing z is part of it, making the real images is not.
#include <augury/augury.hpp>

#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>

#include "reference_networks.hpp"

namespace {
using namespace augury;

/// A reference step, ready to run.
template <class Reference>
class Timed {
 public:
  using Networks = Gan<typename Reference::Generator, typename Reference::Discriminator>;
  using Sample = typename Networks::Sample;

  explicit Timed(int threads)
      : gan_(prepared(threads)),
        step_(*gan_, {.batch = Reference::batch}, typename Reference::Objective_{}, rule, rule) {
    for (std::size_t i = 0; i < pixels_.size(); ++i)
      pixels_[i] = normal<float>(Key{1, Purpose::user}, i);
    for (std::size_t i = 0; i < labels_.size(); ++i) labels_[i] = static_cast<std::int32_t>(i % 10);
    for (int warm_up = 0; warm_up < 2; ++warm_up) seconds();
  }

  double seconds() {
    const auto begin = std::chrono::steady_clock::now();
    step_.run(number_++, 1.0f, [&](int) { return HostBatch{pixels_, labels_}; });
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    return time.count();
  }

 private:
  static constexpr Adam rule{.learning_rate = 2e-4f, .beta1 = 0.5f, .beta2 = 0.999f};
  static std::unique_ptr<Networks> prepared(int threads) {
    auto gan = std::make_unique<Networks>(GanOptions{.seed = 1, .threads = threads});
    gan->prepare({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
    return gan;
  }

  std::unique_ptr<Networks> gan_;
  Step<Networks, typename Reference::Objective_, Adam> step_;
  std::vector<float> pixels_ = std::vector<float>(std::size_t{Reference::batch} * Sample::size);
  std::vector<std::int32_t> labels_ = std::vector<std::int32_t>(std::size_t{Reference::batch});
  std::uint64_t number_ = 0;
};

/// The clock of a reference step; made at its first use.
template <class Reference>
std::function<double()> clock_of(int threads) {
  auto timed = std::make_shared<std::unique_ptr<Timed<Reference>>>();
  return [timed, threads] {
    if (!*timed) *timed = std::make_unique<Timed<Reference>>(threads);
    return (*timed)->seconds();
  };
}

}  // namespace

int main(int argc, char** argv) {
  const int threads = argc == 3 && std::string(argv[1]) == "--threads" ? std::atoi(argv[2]) : 2;
  std::map<std::string, std::function<double()>> clocks{{"A", clock_of<reference::A>(threads)},
                                                        {"B", clock_of<reference::B>(threads)},
                                                        {"C", clock_of<reference::C>(threads)},
                                                        {"D", clock_of<reference::D>(threads)}};
  for (std::string line; std::getline(std::cin, line) && line != "quit";) {
    std::istringstream words(line);
    std::string word, name;
    int count = 0;
    words >> word >> name >> count;
    if (word == "info")
      std::cout << "augury " AUGURY_VERSION ", " << cpu::instruction_set() << ", " << threads
                << " threads";
    else if (word != "step" || !clocks.count(name) || count < 1)
      std::cout << "error: expected 'step A|B|C|D COUNT', 'info' or 'quit', found '" << line << "'";
    else
      for (int i = 0; i < count; ++i) std::cout << (i ? " " : "") << clocks[name]();
    std::cout << std::endl;
  }
}
