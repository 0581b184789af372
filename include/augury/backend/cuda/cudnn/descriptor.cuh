// SPDX-License-Identifier: MIT
// A descriptor of cuDNN's graph interface, owned: attributes are set by name, then it is finished.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <type_traits>
#include <vector>

#include "augury/backend/cuda/cudnn/functions.cuh"

namespace augury::cuda {

class Descriptor {
 public:
  explicit Descriptor(cudnnBackendDescriptorType_t type) {
    cudnnBackendDescriptor_t made = nullptr;
    check(cudnn().cudnnBackendCreateDescriptor(type, &made), "describe a convolution");
    owned_.reset(made);
  }
  cudnnBackendDescriptor_t get() const { return owned_.get(); }

  template <class Value>
  Descriptor& set(cudnnBackendAttributeName_t name, const Value& value) {
    return set_all(name, &value, 1);
  }
  template <class Value>
  Descriptor& set(cudnnBackendAttributeName_t name, const std::vector<Value>& values) {
    return set_all(name, values.data(), values.size());
  }
  Descriptor& set(cudnnBackendAttributeName_t name, const Descriptor& other) {
    return set_parts(name, {&other});
  }
  /// Descriptors and plain pointers are both void*: they are told apart here.
  Descriptor& set_parts(cudnnBackendAttributeName_t name,
                        std::initializer_list<const Descriptor*> others) {
    std::vector<cudnnBackendDescriptor_t> parts;
    for (const Descriptor* other : others) parts.push_back(other->get());
    check(cudnn().cudnnBackendSetAttribute(get(), name, CUDNN_TYPE_BACKEND_DESCRIPTOR,
                                           static_cast<std::int64_t>(parts.size()), parts.data()),
          "describe a convolution");
    return *this;
  }

  void finish() { check(cudnn().cudnnBackendFinalize(get()), "describe a convolution"); }
  /// Whether cuDNN can do what is described.
  bool can_be_finished() { return cudnn().cudnnBackendFinalize(get()) == CUDNN_STATUS_SUCCESS; }

  template <class Value>
  Value value(cudnnBackendAttributeName_t name) const {
    Value found{};
    std::int64_t count = 0;
    check(cudnn().cudnnBackendGetAttribute(get(), name, type_of<Value>(), 1, &count, &found),
          "tell of a convolution");
    return found;
  }
  /// At most `most` of them.
  template <class Value>
  std::vector<Value> values(cudnnBackendAttributeName_t name, int most) const {
    std::vector<Value> found(static_cast<std::size_t>(most));
    std::int64_t count = 0;
    check(
        cudnn().cudnnBackendGetAttribute(get(), name, type_of<Value>(), most, &count, found.data()),
        "tell of a convolution");
    found.resize(static_cast<std::size_t>(count));
    return found;
  }
  /// Fills descriptors that were made for it, and returns how many.
  std::int64_t fill(cudnnBackendAttributeName_t name, std::vector<Descriptor>& parts) const {
    std::vector<cudnnBackendDescriptor_t> raw;
    for (const Descriptor& part : parts) raw.push_back(part.get());
    std::int64_t count = 0;
    const cudnnStatus_t status =
        cudnn().cudnnBackendGetAttribute(get(), name, CUDNN_TYPE_BACKEND_DESCRIPTOR,
                                         static_cast<std::int64_t>(raw.size()), &count, raw.data());
    return status == CUDNN_STATUS_SUCCESS ? count : 0;
  }

 private:
  template <class Value>
  Descriptor& set_all(cudnnBackendAttributeName_t name, const Value* values, std::size_t count) {
    check(cudnn().cudnnBackendSetAttribute(get(), name, type_of<Value>(),
                                           static_cast<std::int64_t>(count), values),
          "describe a convolution");
    return *this;
  }
  template <class Value>
  static constexpr cudnnBackendAttributeType_t type_of() {
    if constexpr (std::is_same_v<Value, std::int64_t>) return CUDNN_TYPE_INT64;
    else if constexpr (std::is_same_v<Value, std::int32_t>) return CUDNN_TYPE_INT32;
    else if constexpr (std::is_same_v<Value, float>) return CUDNN_TYPE_FLOAT;
    else if constexpr (std::is_same_v<Value, bool>) return CUDNN_TYPE_BOOLEAN;
    else if constexpr (std::is_same_v<Value, char>) return CUDNN_TYPE_CHAR;
    else if constexpr (std::is_same_v<Value, void*>) return CUDNN_TYPE_VOID_PTR;
    else if constexpr (std::is_same_v<Value, cudnnHandle_t>) return CUDNN_TYPE_HANDLE;
    else if constexpr (std::is_same_v<Value, cudnnDataType_t>) return CUDNN_TYPE_DATA_TYPE;
    else if constexpr (std::is_same_v<Value, cudnnConvolutionMode_t>)
      return CUDNN_TYPE_CONVOLUTION_MODE;
    else if constexpr (std::is_same_v<Value, cudnnPointwiseMode_t>)
      return CUDNN_TYPE_POINTWISE_MODE;
    else if constexpr (std::is_same_v<Value, cudnnBackendHeurMode_t>) return CUDNN_TYPE_HEUR_MODE;
    else {
      static_assert(std::is_same_v<Value, cudnnBackendNumericalNote_t>);
      return CUDNN_TYPE_NUMERICAL_NOTE;
    }
  }
  struct Destroy {
    void operator()(cudnnBackendDescriptor_t x) const { cudnn().cudnnBackendDestroyDescriptor(x); }
  };
  std::unique_ptr<void, Destroy> owned_;
};

}  // namespace augury::cuda
