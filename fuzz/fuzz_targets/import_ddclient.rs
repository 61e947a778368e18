#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hemma_fuzz::import::read(
    hemma_engine::messages::ImportFormat::Ddclient,
    data
));
