//! Whatever is planted where, the report has none of it.

use hemma_core::verdict::Quote;

use super::*;

/// Deals the same numbers in every run (xorshift).
struct Dealer(u64);

impl Dealer {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn word(&mut self, letters: &str, length: usize) -> String {
        let letters: Vec<char> = letters.chars().collect();
        let count = u64::try_from(letters.len()).expect("a few");
        (0..length)
            .map(|_| letters[usize::try_from(self.next() % count).expect("small")])
            .collect()
    }

    fn mac(&mut self) -> String {
        let pairs: Vec<String> = (0..6)
            .map(|_| format!("{:02x}", self.next() & 0xff))
            .collect();
        pairs.join(if self.next().is_multiple_of(2) {
            ":"
        } else {
            "-"
        })
    }
}

/// Whatever a service, a router or a person wrote where, none of it gets into the text.
#[test]
fn f37_no_secret_user_name_hardware_address_or_full_address_is_ever_in_the_report() {
    let mut dealer = Dealer(0x9e37_79b9_7f4a_7c15);
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    for round in 0..300 {
        let secret = dealer.word(letters, 24);
        let user = dealer.word(letters, 12);
        let mac = dealer.mac();
        let url = format!("https://{user}:{secret}@dyn.example.net/nic/update?token={secret}");
        let mut draft = draft(&user, NAME);
        draft.profile[0].label = Some(format!("{user} {secret}"));
        let mut material = material_of(&draft, Duration::from_secs(60 * (round % 20)));
        let record = material.compared[0].0.id.clone();
        material.router = line("100.64.3.4");
        if let Some(router) = &mut material.router {
            router.model = Some(format!("Box ({mac}), {user} {url}"));
        }
        let quote = Quote::new(&format!("badauth {user} {secret} {mac} {url}"));
        for quote in [Some(quote), None] {
            material.entries.push(Entry {
                at: now(),
                profile: None,
                record: Some(record.clone()),
                kind: EntryKind::Answered {
                    attempt: 1,
                    answer: hemma_core::history::AnswerKind::AlreadySo,
                    quote,
                },
            });
        }
        material.entries.push(Entry {
            at: now(),
            profile: None,
            record: None,
            kind: EntryKind::DatabaseQuarantined {
                file: format!("{mac} {url}"),
            },
        });
        material.contacts.push(Contact {
            server: format!("{user}.example.net"),
            purpose: crate::messages::ContactPurpose::Update,
            times: 3,
            last: now(),
        });
        let snapshot = Arc::make_mut(&mut material.snapshot);
        snapshot.names[0].records[0].status.trail = vec![hemma_core::status::TrailStep {
            at: now(),
            step: hemma_core::status::TrailKind::Answered {
                answer: hemma_core::history::AnswerKind::Accepted,
                quote: Some(Quote::new(&format!("good {secret} {url}"))),
            },
        }];
        for lang in Lang::ALL {
            for mask in [false, true] {
                let query = DoctorQuery {
                    mask,
                    ..DoctorQuery::default()
                };
                let voice = Voice::new(lang, TimeZone::UTC);
                let text = report(&material, query, &voice).text;
                for planted in [&secret, &user, &mac, &url] {
                    assert!(!text.contains(planted.as_str()), "{planted} in {text}");
                }
                assert!(!text.contains("token="), "{text}");
                assert_eq!(mask, !text.contains(NAME), "{text}");
            }
        }
    }
}
