// SPDX-License-Identifier: MIT
#include "augury/io/json_object.hpp"

#include <limits>
#include <map>

#include "catch.hpp"

using namespace augury;

TEST_CASE("values of JSON: every digit that counts, and null for what is no number") {
  CHECK(to_json(0.1f) == "0.1");
  CHECK(to_json(1.0 / 3) == "0.3333333333333333");
  CHECK(to_json(std::uint64_t{18446744073709551615u}) == "18446744073709551615");
  CHECK(to_json(-3) == "-3");
  CHECK(to_json(true) == "true");
  CHECK(to_json(std::numeric_limits<double>::infinity()) == "null");
  CHECK(to_json(std::numeric_limits<float>::quiet_NaN()) == "null");
  CHECK(to_json("a\"b\n") == "\"a\\\"b\\n\"");
  CHECK(to_json(std::vector<int>{}) == "[]");
  CHECK(to_json(std::vector<std::string>{"a", "b"}) == "[\"a\",\"b\"]");
}

TEST_CASE("an object on one line, and on one line for each key") {
  CHECK(JsonObject().line() == "{}");
  JsonObject object;
  object.add("step", 5).add("name", "x").add("list", std::vector<int>{1, 2});
  CHECK(object.line() == "{\"step\":5,\"name\":\"x\",\"list\":[1,2]}");
  CHECK(object.page() == "{\n  \"step\": 5,\n  \"name\": \"x\",\n  \"list\": [1,2]\n}\n");
}

TEST_CASE("a value is read back as it was added: a text without quotes, the rest as JSON") {
  JsonObject object;
  object.add("step", 5).add("name", "a\"b\n").add("list", std::vector<std::string>{"x"});
  CHECK(object.value("step") == "5");
  CHECK(object.value("name") == "a\"b\n");
  CHECK(object.value("list") == "[\"x\"]");
  CHECK(object.value("none") == "");
}

TEST_CASE("a map of values holds texts and numbers") {
  std::map<std::string, JsonValue> values{{"text", "5"}, {"number", 5}};
  values["list"] = std::vector<int>{5};
  JsonObject object;
  for (const auto& [key, value] : values) object.add(key, value);
  object.add("nothing", JsonValue());
  CHECK(object.line() == "{\"list\":[5],\"number\":5,\"text\":\"5\",\"nothing\":null}");
}
