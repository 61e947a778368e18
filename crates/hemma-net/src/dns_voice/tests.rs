//! Questions over real sockets, to servers of this test's own.

use super::*;
use hemma_core::settings::DnsAnswer;

/// A server that answers each packet with what `answers` makes of it.
async fn server(
    answers: impl Fn(&[u8]) -> Vec<Vec<u8>> + Send + 'static,
) -> (SocketAddr, tokio::task::JoinHandle<()>) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("binds");
    let address = socket.local_addr().expect("an address");
    let task = tokio::spawn(async move {
        let mut buffer = [0_u8; 600];
        while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
            for answer in answers(&buffer[..length]) {
                let _ = socket.send_to(&answer, peer).await;
            }
        }
    });
    (address, task)
}

fn choice(servers: &[SocketAddr]) -> DnsChoice {
    DnsChoice {
        id: "opendns".parse().expect("an id"),
        operator: "opendns".parse().expect("an id"),
        ipv4: servers.to_vec(),
        ipv6: Vec::new(),
        name: "myip.opendns.com".to_owned(),
        answer: DnsAnswer::Address,
    }
}

fn voice(contacts: &Arc<ContactSheet>) -> DnsVoice {
    DnsVoice::new(
        SystemClock::start(),
        Arc::clone(contacts),
        Reach::LoopbackOnly,
    )
}

/// The question as an answer: with one A record for its name.
fn honest(question: &[u8], last: u8) -> Vec<u8> {
    let mut answer = question.to_vec();
    answer[2] |= 0x80; // a response
    answer[7] = 1; // one answer
    answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 203, 0, 113, last]);
    answer
}

#[tokio::test]
async fn the_true_answer_is_taken_though_forged_ones_come_before_it() {
    let (server, task) = server(|question| {
        let mut forged = honest(question, 66);
        forged[0] ^= 0x55;
        let mut other_name = honest(question, 67);
        other_name[13] ^= 0x01;
        let long = vec![question[0]; 600];
        vec![forged, other_name, long, b"x".to_vec(), honest(question, 7)]
    })
    .await;
    let contacts = Arc::new(ContactSheet::default());
    let finding = voice(&contacts).ask(&choice(&[server]), Family::Ipv4).await;
    let address = "203.0.113.7".parse().expect("an address");
    assert_eq!(finding, Finding::Found { address });
    let told: Vec<_> = contacts
        .read()
        .into_iter()
        .map(|one| (one.server, one.times))
        .collect();
    assert_eq!(told, [("127.0.0.1".to_owned(), 1)]);
    task.abort();
}

#[tokio::test]
async fn forged_answers_alone_are_told_as_such_after_both_tries() {
    let (server, task) = server(|question| {
        let mut forged = honest(question, 66);
        forged[1] ^= 0x01;
        vec![forged]
    })
    .await;
    let contacts = Arc::new(ContactSheet::default());
    let finding = voice(&contacts).ask(&choice(&[server]), Family::Ipv4).await;
    assert_eq!(finding, unknown(LookProblem::Mismatch));
    assert_eq!(contacts.read()[0].times, 2);
    task.abort();
}

#[tokio::test]
async fn a_flood_of_forged_answers_ends_the_try() {
    let (server, task) = server(|question| {
        let mut forged = honest(question, 66);
        forged[1] ^= 0x01;
        vec![forged; 2 * MOST_PACKETS]
    })
    .await;
    let contacts = Arc::new(ContactSheet::default());
    let finding = voice(&contacts).ask(&choice(&[server]), Family::Ipv4).await;
    assert_eq!(finding, unknown(LookProblem::Mismatch));
    task.abort();
}

#[tokio::test]
async fn the_second_try_goes_to_the_second_server() {
    let (silent, first) = server(|_| Vec::new()).await;
    let (answering, second) = server(|question| vec![honest(question, 9)]).await;
    let contacts = Arc::new(ContactSheet::default());
    let finding = voice(&contacts)
        .ask(&choice(&[silent, answering]), Family::Ipv4)
        .await;
    let address = "203.0.113.9".parse().expect("an address");
    assert_eq!(finding, Finding::Found { address });
    first.abort();
    second.abort();
}

#[tokio::test]
async fn an_answer_from_another_port_is_never_seen() {
    let elsewhere = std::net::UdpSocket::bind("127.0.0.1:0").expect("binds");
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("binds");
    let server = socket.local_addr().expect("an address");
    let task = tokio::spawn(async move {
        let mut buffer = [0_u8; 600];
        while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
            let _ = elsewhere.send_to(&honest(&buffer[..length], 66), peer);
        }
    });
    let contacts = Arc::new(ContactSheet::default());
    let finding = voice(&contacts).ask(&choice(&[server]), Family::Ipv4).await;
    assert_eq!(finding, unknown(LookProblem::TimedOut));
    task.abort();
}

#[tokio::test]
async fn a_program_of_loopback_asks_nobody_in_the_world() {
    let contacts = Arc::new(ContactSheet::default());
    let world = "198.51.100.1:53".parse().expect("an address");
    let finding = voice(&contacts).ask(&choice(&[world]), Family::Ipv4).await;
    assert_eq!(finding, unknown(LookProblem::Connection));
    assert!(contacts.read().is_empty());
    // A source without servers of a family is not asked over it.
    let finding = voice(&contacts).ask(&choice(&[]), Family::Ipv6).await;
    assert_eq!(finding, unknown(LookProblem::NameLookup));
}
