# SPDX-License-Identifier: GPL-3.0-or-later
# The two functions every CMakeLists.txt below uses, and the flags they share.

option(ORIEL_WERROR "Warnings are errors" OFF)
option(ORIEL_SANITIZE "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(ORIEL_FUZZ "libFuzzer's instrumentation (clang)" OFF)
option(ORIEL_TSAN "ThreadSanitizer (code without Qt only)" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(oriel_options INTERFACE)
target_include_directories(oriel_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(oriel_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers
  "$<$<BOOL:${ORIEL_WERROR}>:-Werror;-Wno-error=maybe-uninitialized>") # g++ 13 and newer see it where a sanitizer is
target_compile_definitions(oriel_options INTERFACE QT_NO_CAST_FROM_ASCII QT_NO_KEYWORDS QT_DISABLE_DEPRECATED_BEFORE=0x060400
  ORIEL_VERSION="${PROJECT_VERSION}" $<$<CONFIG:Debug>:ORIEL_DEV>)
if(ORIEL_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(ORIEL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(ORIEL_TSAN)
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
endif()

# oriel_library(NAME SOURCES a.cpp … [UI ui/room] LINK Qt6::Core …): one library per folder; static where it is released,
# shared where 270 tests would each hold a copy of all of it (30 GB).
function(oriel_library NAME)
  cmake_parse_arguments(ARG "" "UI" "SOURCES;LINK" ${ARGN})
  add_library(${NAME} ${ARG_SOURCES})
  target_link_libraries(${NAME} PUBLIC oriel_options ${ARG_LINK})
  target_link_options(${NAME} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wl,-z,defs>) # LINK names all it needs
  set_target_properties(${NAME} PROPERTIES DEFINE_SYMBOL "") # one command line for both: ccache knows it
  if(ARG_UI)
    set_target_properties(${NAME} PROPERTIES AUTOUIC_SEARCH_PATHS ${CMAKE_SOURCE_DIR}/${ARG_UI})
  endif()
endfunction()

# oriel_test(tst_name SOURCES … LINK …): one ctest; GUI tests run offscreen, every test with an empty HOME of its own.
function(oriel_test NAME)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINK" ${ARGN})
  if(NOT ARG_SOURCES)
    set(ARG_SOURCES ${NAME}.cpp)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 240)
  endif()
  add_executable(${NAME} ${ARG_SOURCES} $<TARGET_OBJECTS:oriel_poolthreads>)
  target_link_libraries(${NAME} PRIVATE oriel_options Qt6::Test ${ARG_LINK})
  target_include_directories(${NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${NAME} PRIVATE ORIEL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${NAME} COMMAND ${CMAKE_SOURCE_DIR}/tests/run-test $<TARGET_FILE:${NAME}>)
  set_tests_properties(${NAME} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()

# oriel_bench(bench_name LINK …): built by `./dev bench` only.
function(oriel_bench NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  if(NOT ARG_SOURCES)
    set(ARG_SOURCES ${NAME}.cpp)
  endif()
  add_executable(${NAME} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_link_libraries(${NAME} PRIVATE oriel_options ${ARG_LINK})
  target_include_directories(${NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${NAME} PRIVATE ORIEL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
endfunction()
