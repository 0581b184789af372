// SPDX-License-Identifier: MIT
// correlate and spread on the CPU, as the gathers that their plans describe.
#pragma once
#include "augury/backend/cpu/banks.hpp"
#include "augury/backend/cpu/convolution_plan.hpp"
#include "augury/backend/cpu/gather.hpp"
#include "augury/backend/cpu/pointwise.hpp"
#include "augury/backend/cpu/scatter.hpp"
#include "augury/kernel/product.hpp"

namespace augury::cpu {

/// Weights of every phase and bank in panels.
template <class Plan, class T>
struct PackedWeights {
  static constexpr int panels = (Plan::N + panel_width<T> - 1) / panel_width<T>;
  static constexpr std::ptrdiff_t before(int phase) {
    std::ptrdiff_t sum = 0;
    for (int p = 0; p < phase; ++p)
      sum += std::ptrdiff_t{Plan::gather(p).depth()} * panels * panel_width<T>;
    return sum;
  }
  static constexpr std::ptrdiff_t bank = before(Plan::phases);

  static void pack(Context<Cpu>& ctx, const T* w, std::ptrdiff_t bank_size, const BankList& banks,
                   T* packed) {
    constexpr int jobs = Plan::phases * panels;
    ctx.parallel(banks.count() * jobs, [&](int task, int) {
      const int b = task / jobs, p = task % jobs / panels, panel = task % panels;
      if (banks.images(b) == 0) return;
      const int depth = Plan::gather(p).depth(), first = panel * panel_width<T>;
      const T* source = w + b * bank_size;
      pack_panel<Plan::stride>(
          packed + b * bank + before(p) + std::ptrdiff_t{panel} * depth * panel_width<T>, depth,
          std::min(panel_width<T>, Plan::N - first),
          [&](int k) { return Plan::row(source, p, k, first); });
    });
  }
};

/// Every phase of a plan for some images of one bank and one block of rows.
template <class Plan, class T>
void gather_task(const T* padded, std::ptrdiff_t padded_image, T* const* out, int images, int row,
                 const T* packed, const T* offset, bool accumulate) {
  using Packed = PackedWeights<Plan, T>;
  using Pad = Padding<typename Plan::In, Plan::pad_w, Plan::width>;
  unroll<Plan::phases>([&](auto phase) {
    constexpr Gather g = Plan::gather(phase);
    if constexpr (g.run > 0) {
      const int rows = std::min(Tiling<Plan>::block, g.out_h - row);
      T* target[Tiling<Plan>::images] = {};
      for (int i = 0; i < images; ++i) target[i] = out[i] + g.out_first + row * g.out_row;
      for (int panel = 0; panel < Packed::panels; ++panel) {
        constexpr int NR = panel_width<T>;
        gather_panel<g, T, Pad::row, Plan::C>(
            padded, padded_image, target, images, rows,
            packed + Packed::before(phase) + std::ptrdiff_t{panel} * g.depth() * NR,
            offset ? offset + panel * NR : nullptr, std::min(NR, Plan::N - panel * NR), accumulate);
        for (int i = 0; i < images; ++i) target[i] += NR;
      }
    }
  });
}

template <class Plan, class T>
void gather_all(Context<Cpu>& ctx, bool accumulate, T* out, const T* in, int n, const T* w,
                std::ptrdiff_t bank_size, int bank_count, BankOf bank, const T* offset) {
  using Tile = Tiling<Plan>;
  using Pad = Padding<typename Plan::In, Plan::pad_w, Plan::width>;
  const BankList banks(ctx, bank_count, bank, n, Tile::images);
  auto packed = ctx.borrow<T>(static_cast<std::size_t>(PackedWeights<Plan, T>::bank) *
                              static_cast<std::size_t>(bank_count));
  PackedWeights<Plan, T>::pack(ctx, w, bank_size, banks, packed.data());

  constexpr std::ptrdiff_t image = std::ptrdiff_t{Tile::padded_rows} * Pad::row;
  constexpr std::ptrdiff_t work = image * Tile::images;
  auto padded = ctx.borrow<T>(static_cast<std::size_t>(work * ctx.threads()));
  ctx.parallel(banks.groups() * Tile::blocks, [&](int task, int worker) {
    const BankList::Group group = banks.group(task / Tile::blocks);
    const int row = task % Tile::blocks * Tile::block;
    T* mine = padded.data() + worker * work;
    T* target[Tile::images] = {};
    for (int i = 0; i < group.count; ++i) {
      const int sample = banks.image(group.first + i);
      Pad::copy_rows(in + std::ptrdiff_t{sample} * Plan::In::size, mine + i * image,
                     row * Plan::step_h - Plan::pad_h, Tile::padded_rows);
      target[i] = out + std::ptrdiff_t{sample} * Plan::Out::size;
    }
    gather_task<Plan>(mine, image, target, group.count, row,
                      packed.data() + group.bank * PackedWeights<Plan, T>::bank, offset,
                      accumulate);
  });
}

}  // namespace augury::cpu

namespace augury {

template <class Mode, class Small, class Big, class SW, class T, class W, class Bias = PlusNothing>
void run(correlate_t, Context<Cpu>& ctx, Mode, View<Small, T> small, View<Big, T> big,
         View<SW, T> w, W, BankOf bank = {}, Bias bias = {}) {
  using Plan = cpu::CorrelatePlan<Big, Small, W>;
  const auto offset = cpu::pack_offset<T>(ctx, bias);
  cpu::gather_all<Plan, T>(ctx, std::is_same_v<Mode, Add>, small.data, big.data, big.n, w.data,
                           SW::size, w.n, bank, offset.data());
}

template <class Mode, class Small, class Big, class SW, class T, class W, class Bias = PlusNothing>
void run(spread_t, Context<Cpu>& ctx, Mode mode, View<Big, T> big, View<Small, T> small,
         View<SW, T> w, W, BankOf bank = {}, Bias bias = {}) {
  const auto offset = cpu::pack_offset<T>(ctx, bias);
  if constexpr (cpu::few_channels<Big, T>) {
    cpu::Scatter<Big, Small, W, T>::all(ctx, mode, big.data, small.data, small.n, w.data, SW::size,
                                        w.n, bank, offset.data());
  } else {
    using Plan = cpu::SpreadPlan<Big, Small, W>;
    // Pixels that no input reaches get the bias alone; then everything else is added.
    if constexpr (!Plan::covers)
      cpu::split(ctx, big.size(), 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        for (std::ptrdiff_t i = begin; i < end; ++i)
          cpu::write(mode, big.data[i], offset.data() ? offset.data()[i % Big::channels] : T(0));
      });
    cpu::gather_all<Plan, T>(ctx, !Plan::covers || std::is_same_v<Mode, Add>, big.data, small.data,
                             small.n, w.data, SW::size, w.n, bank,
                             Plan::covers ? offset.data() : nullptr);
  }
}

}  // namespace augury
