# cmake -DCOMPILER=g++ -DSOURCE=x.cpp -DINCLUDES=a|b -DSYSTEM=c -P expect_failure.cmake
# Succeeds when SOURCE does not compile and the compiler says every text that SOURCE announces in a
# line "// expect: text". A line "// errors: 1" says how many errors there may be at most, because a
# sentence that is followed by a screen of others is not read.
set(flags -std=c++20 -fsyntax-only)
foreach(pair IN ITEMS "INCLUDES;-I" "SYSTEM;-isystem")
  list(GET pair 0 list)
  list(GET pair 1 flag)
  string(REPLACE "|" ";" folders "${${list}}")
  foreach(folder IN LISTS folders)
    list(APPEND flags "${flag}" "${folder}")
  endforeach()
endforeach()

file(STRINGS "${SOURCE}" expectations REGEX "^// expect: ")
if(NOT expectations)
  message(FATAL_ERROR "${SOURCE} has no line '// expect: text': write what the compiler must say.")
endif()

# No colours and no line breaks: the text must be found as it was written.
set(ENV{LC_ALL} C)
execute_process(COMMAND "${COMPILER}" ${flags} "${SOURCE}"
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles, but it must not.")
endif()

set(missing "")
foreach(expectation IN LISTS expectations)
  string(REGEX REPLACE "^// expect: " "" text "${expectation}")
  string(FIND "${output}" "${text}" position)
  if(position EQUAL -1)
    string(APPEND missing "  ${text}\n")
  endif()
endforeach()
if(missing)
  message("The compiler does not say:\n${missing}It says:\n${output}")
  message(FATAL_ERROR "${SOURCE} fails to compile, but for another reason than it announces.")
endif()

file(STRINGS "${SOURCE}" limit REGEX "^// errors: [0-9]+$")
if(limit)
  string(REGEX REPLACE "[^0-9]" "" limit "${limit}")
  string(REGEX MATCHALL "error: " errors "${output}")
  list(LENGTH errors count)
  if(count GREATER limit)
    message("${output}")
    message(FATAL_ERROR "${SOURCE} gives ${count} errors, but it announces ${limit}: see above.")
  endif()
endif()
