// What the targets ask of AddressSanitizer and UndefinedBehaviorSanitizer; the environment goes before.

// A quarantine of 256 MiB costs more in caches than it finds here: one input frees a few KiB. Short stacks
// of allocations make them cheap; a finding is run again with long ones. Signatures are made of the token.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "quarantine_size_mb=2:malloc_context_size=2:dedup_token_length=3:detect_stack_use_after_return=0";
}

extern "C" const char* __ubsan_default_options();
extern "C" const char* __ubsan_default_options() { return "print_stacktrace=1:dedup_token_length=3"; }
