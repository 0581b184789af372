// SPDX-License-Identifier: MIT
// One step of adversarial training, to be read from top to bottom: `run` and what it calls. All
// memory is taken at construction; a step allocates nothing.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "augury/core/plain_bytes.hpp"
#include "augury/kernel/draw.hpp"
#include "augury/network/activations.hpp"
#include "augury/network/frozen.hpp"
#include "augury/objective/objective.hpp"
#include "augury/optim/clip.hpp"
#include "augury/optim/ema.hpp"
#include "augury/optim/optimizer.hpp"
#include "augury/train/gan.hpp"
#include "augury/train/host_batch.hpp"
#include "augury/train/scored_activations.hpp"
#include "augury/train/snapshot.hpp"
#include "augury/train/step_report.hpp"

namespace augury {

struct StepOptions {
  int batch = 64;
  int discriminator_steps = 1;    ///< discriminator updates per generator update
  double ema_half_life = 20'000;  ///< of the generator's average, in images
  IdleBanks idle_banks = IdleBanks::lazy;
  int frozen_layers = 0;  ///< first layers of the discriminator that stay as they are
};

template <class Gan_, class Objective_, class Rule>
class Step {
 public:
  using Backend = typename Gan_::backend;
  using Sample = typename Gan_::Sample;

  Step(Gan_& gan, StepOptions o, Objective_ objective, Rule generator_rule, Rule discriminator_rule)
      : options(o),
        g_optimizer(gan.context(), gan.generator().layout(), gan.generator().size(), generator_rule,
                    o.idle_banks),
        d_optimizer(gan.context(), with_frozen(gan.discriminator().layout(), o.frozen_layers),
                    gan.discriminator().size(), discriminator_rule, o.idle_banks),
        lecam_sums(gan.context(), has<LeCam> ? score_sums : 0),
        frozen_(frozen_entries(gan.discriminator().layout(), o.frozen_layers)),
        gan_(gan),
        ctx_(gan.context()),
        objective_(objective),
        making_(ctx_, o.batch),
        on_real_(ctx_, o.batch),
        on_fake_(ctx_, o.batch),
        between_(ctx_, looks_between ? o.batch : 1),
        along_(ctx_, detail::penalises<Terms> ? o.batch : 1),
        labels_(ctx_, static_cast<std::size_t>(o.batch)),
        per_image_(ctx_, static_cast<std::size_t>(o.batch)),
        moving_(ctx_, Moving::count),
        measured_(ctx_, o.batch) {
    if (o.batch < 1 || o.discriminator_steps < 1)
      throw UsageError("Step: batch and discriminator_steps must be at least 1");
    check_objective(objective);
    detail::explain_classes<Judge_::classifies, has<AuxiliaryLoss>>();
    on_fake_.x = making_.y;    // the discriminator looks at what the generator made,
    making_.dy = on_fake_.dx;  // and its gradient by the image is the generator's
    rehearse();
  }

  /// One step. `next(k)` gives the HostBatch of discriminator update k; `factor` scales the
  /// learning rates.
  template <class Next>
  void run(std::uint64_t step, float factor, Next next) {
    penalised_ = step % static_cast<std::uint64_t>(objective_.every) == 0;
    const int last = options.discriminator_steps - 1;
    for (int k = 0; k < last; ++k) {
      take(step, k, next(k));
      repeat(telling_[penalised_], factor, [&](float rate) { update_discriminator(rate); });
    }
    take(step, last, next(last));
    repeat(whole_[penalised_], factor, [&](float rate) {
      update_discriminator(rate);
      judge_again();
      learn_to_make(rate);
      update_average(ctx_, gan_.average(), g().values(), at(Moving::decay));
    });
  }

  /// What the last step measured; waits for the backend.
  StepReport report() { return measured_.report(); }
  /// Whether the last step was replayed from a recording, as a backend may do.
  bool recorded() const { return whole_[penalised_].recorded(); }

  StepOptions options;
  Optimizer<Rule, float, Backend> g_optimizer, d_optimizer;
  Buffer<float, Backend> lecam_sums;  ///< what LeCam remembers (ScoreSum); empty without it

 private:
  // ------------------------------------------------------------------------ the algorithm
  void take(std::uint64_t step, int k, HostBatch batch) {
    check_batch(batch, static_cast<std::size_t>(options.batch), Sample::size,
                std::max(g().classes(), d().classes()));
    number_ =
        static_cast<std::uint32_t>(step * static_cast<std::uint64_t>(options.discriminator_steps)) +
        static_cast<std::uint32_t>(k);
    upload(ctx_, on_real_.x.data, batch.pixels);  // (N, H, W, C)
    upload(ctx_, labels_.data(), batch.labels);   // (N)
    const double seen = static_cast<double>(step + 1) * options.batch;
    const float moving[Moving::count] = {ema_decay(options.batch, options.ema_half_life, seen),
                                         gan_.label_weight};
    upload(ctx_, moving_.data(), std::span<const float>(moving));
  }
  void update_discriminator(float factor) {
    draw_latent();
    make_images();
    judge_both();
    learn_to_tell(factor);
  }
  void draw_latent() {
    draw_normal(ctx_, making_.x, Draw{key(Purpose::latent)});  // z: (N, Latent)
  }
  void make_images() {
    making_.forward(ctx_, g().layers(), g().parameters(), conditions(making));  // (N, H, W, C)
  }
  // What the discriminator's layers keep (running statistics, power iterations) moves with the real
  // images of an update alone: all other passes of a step are then of one and the same function.
  void judge_both(bool track = true) {
    on_real_.forward(ctx_, d().layers(), d().parameters(), conditions(real, track));  // (N, 1)
    on_fake_.forward(ctx_, d().layers(), d().parameters(), conditions(fake, false));  // (N, 1)
  }
  void judge_again() {  // the same images, by the discriminator as it is now
    if constexpr (compares_with_real<Loss>) judge_both(false);
    else on_fake_.forward(ctx_, d().layers(), d().parameters(), conditions(fake, false));  // (N, 1)
  }
  void learn_to_tell(float factor) {
    using Half = op::DiscriminatorLoss<Loss>;
    const Half half{objective_.loss};
    by_score<op::ByReal>(half, on_real_);  // (N, 1)
    by_score<op::ByFake>(half, on_fake_);  // (N, 1)
    measured_.set_loss(half, Slots::loss_d, on_real_.score, on_fake_.score);
    measured_.set_scores(on_real_.score, on_fake_.score);
    keep_scores_near();
    name_classes(Slots::loss_d, on_real_, on_fake_);
    d().zero_gradients(ctx_);
    if (penalised_) measured_.clear_penalties();
    learn_from<Where::real>(on_real_, real);
    learn_from<Where::generated>(on_fake_, fake);
    if constexpr (looks_between)
      if (penalised_) learn_between();
    if constexpr (looks_between)
      d_optimizer.step(ctx_, d().values(), d().gradients(), factor,
                       routes(on_real_, on_fake_, between_));
    else d_optimizer.step(ctx_, d().values(), d().gradients(), factor, routes(on_real_, on_fake_));
    clip_weights(ctx_, d().values(), d_optimizer.segments(), weight_clip(objective_.loss));
  }
  void learn_to_make(float factor) {
    using Half = op::GeneratorLoss<Loss>;
    const Half half{objective_.loss};
    by_score<op::ByFake>(half, on_fake_);  // (N, 1)
    measured_.set_loss(half, Slots::loss_g, on_real_.score, on_fake_.score);
    name_classes(Slots::loss_g, on_fake_);
    on_fake_.backward(ctx_, d().layers(), on_fake_.dx, d().no_gradients());  // (N, H, W, C)
    g().zero_gradients(ctx_);
    making_.backward(ctx_, g().layers(), Discard{}, g().add_gradients());
    g_optimizer.step(ctx_, g().values(), g().gradients(), factor, routes(making_));
  }

  // ------------------------------------------------------------------------ its parts
  /// Does a piece of the step, which backends may record and replay: between steps the layers' and
  /// rules' numbers, the seed and whether labels count may change, and nothing else that a kernel sees
  /// by value.
  template <class Piece>
  void repeat(Recording<Backend>& recording, float factor, Piece piece) {
    const auto facts = [&] {
      return plain_bytes(g().layers(), d().layers(), gan_.label_weight != 0, gan_.options.seed,
                         g_optimizer.rule, d_optimizer.rule);
    };
    recording.run(ctx_, number_, factor, facts, piece);
  }
  /// The gradient of half a loss by the scores of a pass.
  template <template <class> class By, class Half>
  void by_score(Half half, auto& judge) {
    map(ctx_, set, By<Half>{half, mean()}, judge.dscore, on_real_.score, on_fake_.score);  // (N, 1)
  }
  /// LeCam, where the objective has it.
  void keep_scores_near() {
    if constexpr (has<LeCam>) {
      const LeCam lecam = term<LeCam>();
      const View<Shape<1>, float> sums{lecam_sums.data(), score_sums};
      const auto value = measured_[Slots::loss_d];
      follow_scores(ctx_, lecam, sums, measured_[Slots::real], measured_[Slots::fake]);
      add_lecam(ctx_, lecam, sums, ScoreSum::fake, on_real_.score, on_real_.dscore, value);
      add_lecam(ctx_, lecam, sums, ScoreSum::real, on_fake_.score, on_fake_.dscore, value);
    }
  }
  /// AuxiliaryLoss, where the objective has it: added to a loss, and to the gradients by scores.
  template <class... Judges>
  void name_classes([[maybe_unused]] int slot, Judges&... judges) {
    if constexpr (has<AuxiliaryLoss> && Judge_::classifies)
      (add_auxiliary_loss(ctx_, term<AuxiliaryLoss>(), judges.y, judges.dy, judges.dscore,
                          per_image(), measured_[slot]),
       ...);
  }
  /// Adds the gradients of the loss and of the penalties at a place.
  template <Where where>
  void learn_from(auto& judge, int pass) {
    bool loss_added = false;
    if (penalised_)
      for_penalties_at<where>(objective_.penalties, [&](auto penalty) {
        penalise(penalty, judge, pass, loss_added ? WithLoss::no : WithLoss::yes);
        loss_added = true;
      });
    if (!loss_added) judge.backward(ctx_, d().layers(), Discard{}, d().add_gradients());
  }
  void learn_between() {
    draw_uniform(ctx_, per_image(), Draw{key(Purpose::penalty)});  // (N)
    map(ctx_, set, op::Between{}, between_.x, on_real_.x, on_fake_.x, per_sample(per_image()));
    between_.forward(ctx_, d().layers(), d().parameters(), conditions(between, false));
    for_penalties_at<Where::between>(objective_.penalties, [&](auto penalty) {
      penalise(penalty, between_, between, WithLoss::no);
    });
  }
  template <class Penalty>
  void penalise(Penalty penalty, auto& judge, int pass, WithLoss with) {
    add_gradient_penalty(ctx_, d(), judge, along_, per_image(), measured_[Slots::penalty_one],
                         conditions(pass), penalty, static_cast<float>(objective_.every), with);
    measured_.count_penalty();
  }
  /// The banks that passes used: optimizers leave the others alone.
  template <class... Passes>
  RoutesUsed routes(const Passes&... passes) const {
    return {{passes.route_data()...}, std::max({Passes::routes...}), options.batch};
  }
  /// What a pass is told; `pass` keeps the random numbers of the four apart.
  Conditions conditions(int pass, bool track = true) {
    Conditions c;
    c.key = key(Purpose::layer).child(static_cast<std::uint32_t>(pass));
    c.labels = labels_.data();
    c.label_weight = gan_.label_weight;
    c.label_weight_now = at(Moving::label_weight);
    c.track = track;
    c.frozen = pass == making ? 0 : frozen_;
    return c;
  }
  Key key(Purpose purpose) const { return {gan_.options.seed, purpose, number_}; }
  const float* at(int moving) const { return moving_.data() + moving; }
  float mean() const { return 1.0f / static_cast<float>(options.batch); }
  auto& g() { return gan_.generator(); }
  auto& d() { return gan_.discriminator(); }
  View<Shape<1>, float> per_image() const { return {per_image_.data(), options.batch}; }

  /// Runs one step on zeros and undoes it: scratch memory that kernels take at their first use is
  /// there afterwards, and memory that does not suffice fails now.
  void rehearse() {
    const std::vector<float> pixels(static_cast<std::size_t>(options.batch) * Sample::size);
    const std::vector<std::int32_t> labels(static_cast<std::size_t>(options.batch));
    const auto weights = detail::GanWeights::take(gan_);
    run(0, 0.0f, [&](int) { return HostBatch{pixels, labels}; });
    weights.put_back(gan_);
    g_optimizer.reset(ctx_);
    d_optimizer.reset(ctx_);
    detail::to_backend(ctx_, lecam_sums, std::vector<float>(lecam_sums.size()));
  }

  using Loss = decltype(Objective_::loss);
  using Making =
      Activations<typename Gan_::Generator::Layers, typename Gan_::Latent, Plain<float>, Backend>;
  using Judge_ = ScoredActivations<typename Gan_::Discriminator::Layers, Sample, Backend>;
  using JudgeAlong =
      Activations<typename Gan_::Discriminator::Layers, Sample, Tangent<float>, Backend>;
  using Terms = decltype(Objective_::penalties);
  template <class Term>
  static constexpr bool has = detail::count_of<Term, Terms> > 0;
  template <class Term>
  Term term() const {
    return std::get<Term>(objective_.penalties);
  }
  static constexpr bool looks_between = detail::looks_between<Terms>;
  /// What moves from step to step by itself and is read from the backend's memory.
  struct Moving {
    enum Name { decay, label_weight, count };
  };
  enum Pass { making, real, fake, between };
  using Slots = Measured<Backend>;

  int frozen_;  // entries of the discriminator's parameters
  Gan_& gan_;
  Context<Backend>& ctx_;
  Objective_ objective_;
  Making making_;
  Judge_ on_real_, on_fake_, between_;
  JudgeAlong along_;
  Buffer<std::int32_t, Backend> labels_;
  Buffer<float, Backend> per_image_, moving_;
  Measured<Backend> measured_;
  std::uint32_t number_ = 0;
  bool penalised_ = false;                    // whether penalties are of this step
  Recording<Backend> telling_[2], whole_[2];  // without them and with them
};

}  // namespace augury
