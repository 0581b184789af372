// SPDX-License-Identifier: MIT
// A convolution as a graph of cuDNN's: one operation, and a second one where a bias is added or
// operands are smaller than the result (only so has cuDNN ways to make that).
#pragma once
#include <list>

#include "augury/backend/cuda/cudnn/descriptor.cuh"
#include "augury/backend/cuda/library_convolution.cuh"

namespace augury::cuda {

/// By what the graph's tensors are known when it is run. `sum` is inside of it, before the second
/// operation.
enum class Tensor : std::int64_t { big = 1, small, filters, bias, sum };

constexpr Tensor result_of(Pass pass) {
  return pass == Pass::correlate ? Tensor::small
         : pass == Pass::spread  ? Tensor::big
                                 : Tensor::filters;
}

/// What cuDNN calls a pass and its parts.
struct PassNames {
  cudnnBackendDescriptorType_t operation;
  cudnnBackendAttributeName_t window, alpha, beta, big, small, filters;
};
constexpr PassNames names_of(Pass pass) {
  if (pass == Pass::correlate)
    return {CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR,
            CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
            CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
            CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA,
            CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X,
            CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y,
            CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W};
  if (pass == Pass::spread)
    return {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR,
            CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
            CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
            CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA,
            CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX,
            CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY,
            CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W};
  return {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY,
          CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW};
}

class ConvolutionGraph {
 public:
  /// Operands are of type `operand`; sums, bias and the result are floats.
  ConvolutionGraph(const ConvolutionShape& shape, cudnnDataType_t operand)
      : shape_(shape), operand_(operand), result_(result_of(shape.pass)) {
    const Descriptor& convolution = add_convolution();
    if (is_two()) finish({&convolution, &add_second()});
    else finish({&convolution});
  }
  const Descriptor& descriptor() const { return parts_.back(); }

 private:
  struct Sizes {
    std::int64_t n, channels, height, width;
  };

  bool is_two() const { return shape_.bias || operand_ != CUDNN_DATA_FLOAT; }
  void finish(std::initializer_list<const Descriptor*> operations) {
    add(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR)
        .set_parts(CUDNN_ATTR_OPERATIONGRAPH_OPS, operations)
        .finish();
  }
  const Descriptor& add_convolution() {
    const PassNames names = names_of(shape_.pass);
    const auto place = [&](Tensor name) -> const Descriptor& {
      return is_two() && name == result_ ? sum() : tensor(name);
    };
    Descriptor& operation = add(names.operation);
    operation.set(names.window, window()).set(names.alpha, 1.0f).set(names.beta, 0.0f);
    operation.set(names.big, place(Tensor::big)).set(names.small, place(Tensor::small));
    operation.set(names.filters, place(Tensor::filters)).finish();
    return operation;
  }
  const Descriptor& add_second() {
    Descriptor& function = add(CUDNN_BACKEND_POINTWISE_DESCRIPTOR);
    function
        .set(CUDNN_ATTR_POINTWISE_MODE,
             shape_.bias ? CUDNN_POINTWISE_ADD : CUDNN_POINTWISE_IDENTITY)
        .set(CUDNN_ATTR_POINTWISE_MATH_PREC, CUDNN_DATA_FLOAT)
        .finish();
    Descriptor& operation = add(CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR);
    operation.set(CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, function)
        .set(CUDNN_ATTR_OPERATION_POINTWISE_XDESC, sum())
        .set(CUDNN_ATTR_OPERATION_POINTWISE_YDESC, tensor(result_));
    if (shape_.bias) operation.set(CUDNN_ATTR_OPERATION_POINTWISE_BDESC, tensor(Tensor::bias));
    operation.finish();
    return operation;
  }

  const Descriptor& window() {
    using Pair = std::vector<std::int64_t>;
    const auto &v = shape_.vertical, &h = shape_.horizontal;
    const Pair behind{v.pad_behind(shape_.big.height, shape_.small.height),
                      h.pad_behind(shape_.big.width, shape_.small.width)};
    Descriptor& window = add(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR);
    window.set(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_DATA_FLOAT)
        .set(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_CROSS_CORRELATION)
        .set(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, std::int64_t{2})
        .set(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, Pair{v.stride, h.stride})
        .set(CUDNN_ATTR_CONVOLUTION_DILATIONS, Pair{1, 1})
        .set(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, Pair{v.pad, h.pad})
        .set(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, behind)
        .finish();
    return window;
  }

  /// One of the memory.
  const Descriptor& tensor(Tensor name) {
    const bool is_float = name == result_ || name == Tensor::bias;
    return add_tensor(name, sizes_of(name), is_float ? CUDNN_DATA_FLOAT : operand_);
  }
  const Descriptor& sum() {
    if (sum_ == nullptr) sum_ = &add_tensor(Tensor::sum, sizes_of(result_), CUDNN_DATA_FLOAT);
    return *sum_;
  }
  Sizes sizes_of(Tensor name) const {
    const auto &big = shape_.big, &small = shape_.small;
    switch (name) {
      case Tensor::big:
        return {shape_.n, big.channels, big.height, big.width};
      case Tensor::small:
        return {shape_.n, small.channels, small.height, small.width};
      case Tensor::filters:
        return {small.channels, big.channels, shape_.vertical.kernel, shape_.horizontal.kernel};
      default:
        return {1, sizes_of(result_).channels, 1, 1};  // the bias
    }
  }
  /// Channels lie next to each other.
  const Descriptor& add_tensor(Tensor name, Sizes s, cudnnDataType_t type) {
    using Four = std::vector<std::int64_t>;
    const std::int64_t row = s.width * s.channels;
    Descriptor& tensor = add(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
    tensor.set(CUDNN_ATTR_TENSOR_UNIQUE_ID, static_cast<std::int64_t>(name))
        .set(CUDNN_ATTR_TENSOR_DATA_TYPE, type)
        .set(CUDNN_ATTR_TENSOR_DIMENSIONS, Four{s.n, s.channels, s.height, s.width})
        .set(CUDNN_ATTR_TENSOR_STRIDES, Four{s.height * row, 1, row, s.channels})
        .set(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, std::int64_t{16})
        .set(CUDNN_ATTR_TENSOR_IS_VIRTUAL, name == Tensor::sum)
        .finish();
    return tensor;
  }

  Descriptor& add(cudnnBackendDescriptorType_t type) { return parts_.emplace_back(type); }

  ConvolutionShape shape_;
  cudnnDataType_t operand_;
  Tensor result_;
  const Descriptor* sum_ = nullptr;
  std::list<Descriptor> parts_;  // the graph is the last
};

}  // namespace augury::cuda
