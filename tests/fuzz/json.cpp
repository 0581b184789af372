// SPDX-License-Identifier: MIT
// JSON arrays of texts and of counts. Texts are kept when they are written and read again.
#include "augury/io/checkpoint_info.hpp"
#include "augury/io/json_object.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  using namespace augury;
  fuzz::expect_errors_alone([&] {
    detail::from_json_array(text, "'x'", [](TextCursor& cursor) { return cursor.count(); });
  });
  std::vector<std::string> texts;
  const bool was_read = fuzz::expect_errors_alone(
      [&] { texts = detail::from_json_array(text, "'x'", take_json_string); });
  if (was_read && is_utf8(text)) {
    for (const std::string& one : texts) fuzz::require(is_utf8(one), "JSON: UTF-8 stays UTF-8");
    fuzz::require(
        detail::from_json_array(detail::to_json_array(texts), "'x'", take_json_string) == texts,
        "JSON: what is written is read");
  }
  const std::string quoted = JsonObject().add("x", text).value("x");
  fuzz::require(quoted.size() == text.size() && (quoted == text || !is_utf8(text)),
                "JSON: a text is kept");
  return 0;
}
