//! The pretend router's HTTP: as little as UPnP needs, and whatever its manners are.

use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::manners::{Control, Description, Events};
use super::state::State;

const KIND: &str = "urn:schemas-upnp-org:service:WANIPConnection:1";

pub(super) async fn serve(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        // Whoever asked may hang up at any moment; that is theirs.
        tokio::spawn(async move { drop(answer(stream, &state).await) });
    }
}

/// One request: its first line's method and path, its headers, its body.
struct Asked {
    method: String,
    path: String,
    head: String,
    body: String,
}

impl Asked {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

async fn read(stream: &mut TcpStream) -> io::Result<Asked> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 1024];
        let length = stream.read(&mut piece).await?;
        bytes.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if length == 0 || bytes.len() > 65_536 {
                return Err(io::ErrorKind::InvalidData.into());
            }
            continue;
        };
        let mut words = head.split_whitespace();
        let asked = Asked {
            method: words.next().unwrap_or_default().to_owned(),
            path: words.next().unwrap_or_default().to_owned(),
            head: head.to_owned(),
            body: body.to_owned(),
        };
        let wanted = asked
            .header("content-length")
            .and_then(|text| text.parse().ok());
        if asked.body.len() >= wanted.unwrap_or(0) || length == 0 {
            return Ok(asked);
        }
    }
}

async fn answer(mut stream: TcpStream, state: &State) -> io::Result<()> {
    let asked = read(&mut stream).await?;
    state.count_request(format!("{} {}", asked.method, asked.path));
    let manners = state.manners();
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/desc.xml") => match manners.description {
            Description::Polite => say(&mut stream, "200 OK", "", &description()).await,
            Description::Text(text) => say(&mut stream, "200 OK", "", &text).await,
            Description::Redirect(to) => {
                let location = format!("Location: {to}\r\n");
                say(&mut stream, "302 Found", &location, "").await
            }
            Description::Endless => {
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n<root>").await?;
                loop {
                    stream.write_all(&[b' '; 4096]).await?;
                }
            }
        },
        ("POST", "/ctl") => {
            let sound = asked.header("soapaction")
                == Some(&format!("\"{KIND}#GetExternalIPAddress\""))
                && asked.body.contains("GetExternalIPAddress");
            match manners.control {
                Control::Polite if sound => {
                    say(&mut stream, "200 OK", "", &told(&state.external())).await
                }
                Control::Text(text) => say(&mut stream, "200 OK", "", &text).await,
                Control::Fault(code) => {
                    say(&mut stream, "500 Internal Server Error", "", &fault(code)).await
                }
                Control::Polite => {
                    say(&mut stream, "500 Internal Server Error", "", &fault(401)).await
                }
            }
        }
        ("SUBSCRIBE", "/evt") => match manners.events {
            Events::Refuses(status) => say(&mut stream, &format!("{status} No"), "", "").await,
            Events::Grants(seconds) => match state.subscribe(asked.header("sid"), callback(&asked))
            {
                Some(sid) => {
                    let headers = format!("SID: {sid}\r\nTIMEOUT: Second-{seconds}\r\n");
                    say(&mut stream, "200 OK", &headers, "").await
                }
                None => say(&mut stream, "412 Precondition Failed", "", "").await,
            },
        },
        ("UNSUBSCRIBE", "/evt") => {
            state.unsubscribe(asked.header("sid").unwrap_or_default());
            say(&mut stream, "200 OK", "", "").await
        }
        _ => say(&mut stream, "404 Not Found", "", "").await,
    }
}

async fn say(stream: &mut TcpStream, status: &str, headers: &str, body: &str) -> io::Result<()> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await
}

/// `CALLBACK: <http://192.0.2.1:49152/>`, with the `NT` that belongs to it.
fn callback(asked: &Asked) -> Option<SocketAddrV4> {
    let text = asked
        .header("callback")
        .filter(|_| asked.header("nt") == Some("upnp:event"))?;
    text.strip_prefix("<http://")?
        .strip_suffix("/>")?
        .parse()
        .ok()
}

fn description() -> String {
    format!(
        "<?xml version=\"1.0\"?><root xmlns=\"urn:schemas-upnp-org:device-1-0\"><device>\
         <manufacturer>Pretend</manufacturer><modelName>Router 1</modelName><deviceList><device><serviceList><service>\
         <serviceType>{KIND}</serviceType><controlURL>/ctl</controlURL><eventSubURL>/evt</eventSubURL>\
         </service></serviceList></device></deviceList></device></root>"
    )
}

fn told(address: &str) -> String {
    envelope(&format!(
        "<u:GetExternalIPAddressResponse xmlns:u=\"{KIND}\"><NewExternalIPAddress>{address}</NewExternalIPAddress>\
         </u:GetExternalIPAddressResponse>"
    ))
}

fn fault(code: u16) -> String {
    envelope(&format!(
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail><UPnPError \
         xmlns=\"urn:schemas-upnp-org:control-1-0\"><errorCode>{code}</errorCode></UPnPError></detail></s:Fault>"
    ))
}

fn envelope(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>{body}</s:Body></s:Envelope>"
    )
}

/// Sends bytes from one address to another and returns the status of the answer; 0: the other side hung up.
pub(super) async fn post(from: Ipv4Addr, to: SocketAddrV4, bytes: &[u8]) -> io::Result<u16> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((from, 0).into())?;
    let mut stream = socket.connect(to.into()).await?;
    if stream.write_all(bytes).await.is_err() {
        return Ok(0);
    }
    let mut answer = Vec::new();
    // A connection that is reset has said all that it will.
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer
        .split_whitespace()
        .nth(1)
        .and_then(|word| word.parse().ok());
    Ok(status.unwrap_or(0))
}
