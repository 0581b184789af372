// SPDX-License-Identifier: MIT
// Convolutions by cuDNN. The way to make one is asked for once and kept.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <type_traits>

#include "augury/backend/cuda/cudnn/plan.cuh"
#include "augury/backend/cuda/device.cuh"

namespace augury::cuda {

class Convolver {
 public:
  template <class T>
  static constexpr bool takes = std::is_same_v<T, float>;
  /// Throws Error where the library is not.
  explicit Convolver(Precision precision) : precision_(precision) { cudnn(); }

  /// Whether cuDNN has a way. The first question starts the library.
  bool makes(Stream stream, const ConvolutionShape& shape) {
    return plan(stream, shape).has_value();
  }
  /// Starts one that it makes. borrow(bytes) gives scratch memory.
  template <class T, class Borrow>
  void convolve(Stream stream, const LibraryConvolution<T, float>& c, Borrow borrow) {
    const ConvolutionPlan& way = *plan(stream, c.shape);
    const auto scratch = borrow(std::max<std::size_t>(1, way.bytes));
    std::vector<std::int64_t> names;
    std::vector<void*> places;
    const auto add = [&](Tensor name, const void* place) {
      names.push_back(static_cast<std::int64_t>(name));
      places.push_back(const_cast<void*>(place));
    };
    const Pass pass = c.shape.pass;
    add(pass == Pass::spread ? Tensor::small : Tensor::big, c.first);
    add(pass == Pass::weight ? Tensor::small : Tensor::filters, c.second);
    add(result_of(pass), c.result);
    if (c.shape.bias) add(Tensor::bias, c.bias);
    Descriptor memory(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
    memory.set(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, names)
        .set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, places)
        .set(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, static_cast<void*>(scratch.data()))
        .finish();
    check(cudnn().cudnnBackendExecute(library_->handle.get(), way.plan.get(), memory.get()),
          "make a convolution");
  }

 private:
  struct Close {
    void operator()(cudnnHandle_t handle) const { cudnn().cudnnDestroy(handle); }
  };
  struct Library {
    using Handle = std::unique_ptr<std::remove_pointer_t<cudnnHandle_t>, Close>;
    Handle handle;
    Descriptor device;

    explicit Library(Stream stream)
        : handle(open(stream)), device(device_properties(handle.get())) {}
    static Handle open(Stream stream) {
      cudnnHandle_t opened = nullptr;
      check(cudnn().cudnnCreate(&opened), "start");
      Handle handle(opened);
      check(cudnn().cudnnSetStream(opened, stream), "use a stream");
      return handle;
    }
  };
  std::optional<ConvolutionPlan>& plan(Stream stream, const ConvolutionShape& shape) {
    if (!library_) library_.emplace(stream);
    const auto found = plans_.find(shape);
    if (found != plans_.end()) return found->second;
    return plans_.emplace(shape, plan_of(library_->device, shape, precision_)).first->second;
  }

  Precision precision_;
  std::optional<Library> library_;
  std::map<ConvolutionShape, std::optional<ConvolutionPlan>> plans_;
};

}  // namespace augury::cuda
