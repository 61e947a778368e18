#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hemma_fuzz::dns::answer(data));
