#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hemma_fuzz::answers::read(&["dyndns2"], data));
