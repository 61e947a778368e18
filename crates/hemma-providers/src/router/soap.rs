//! Asking a gateway's service for the external address (UPnP Device Architecture 1.1 §3, WANIPConnection §2.4.18).

use std::net::Ipv4Addr;

use hemma_core::router::RouterProblem;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};

use super::description::Service;
use super::external;
use super::xml::{self, Met};
use crate::exchange::{Request, Response};

/// The longest answer that is read, in bytes. Honest ones have about 400.
pub const LONGEST: u32 = 16 * 1024;
const SOAPACTION: HeaderName = HeaderName::from_static("soapaction");

/// Builds the question. It only reads.
#[must_use]
pub fn request(service: &Service) -> Request {
    let kind = service.kind;
    let mut request = Request::with_method(http::Method::POST, service.control.clone());
    request.xml(format!(
        "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>\
         <u:GetExternalIPAddress xmlns:u=\"{kind}\"></u:GetExternalIPAddress></s:Body></s:Envelope>\r\n"
    ));
    request.header(
        CONTENT_TYPE,
        HeaderValue::from_static("text/xml; charset=\"utf-8\""),
    );
    let action = format!("\"{kind}#GetExternalIPAddress\"");
    let action = HeaderValue::from_str(&action).expect("the known types are printable ASCII");
    request.header(SOAPACTION, action);
    request.allow_answer(LONGEST);
    request
}

/// Reads the answer.
///
/// # Errors
///
/// Why there is no address in it: the fault's code, an empty address, or no answer of this kind at all.
pub fn read(response: &Response) -> Result<Ipv4Addr, RouterProblem> {
    if response.truncated || response.body.len() > LONGEST as usize {
        return Err(RouterProblem::TooLarge);
    }
    match response.status {
        200 => address(&response.body),
        300..=399 => Err(RouterProblem::Elsewhere),
        401 | 403 => Err(RouterProblem::Refused),
        500 => Err(fault(&response.body)),
        code => Err(RouterProblem::Failed { code }),
    }
}

fn address(body: &[u8]) -> Result<Ipv4Addr, RouterProblem> {
    let told = only(body, "NewExternalIPAddress")?;
    external(&told.ok_or(RouterProblem::Malformed)?)
}

/// UPnP errors: 401 invalid action, 501 action failed, 606 not authorised, and those of vendors.
fn fault(body: &[u8]) -> RouterProblem {
    let code = match only(body, "errorCode") {
        Ok(code) => code.and_then(|code| code.parse().ok()),
        Err(problem) => return problem,
    };
    match code {
        Some(401 | 602) => RouterProblem::NotSupported,
        Some(606) => RouterProblem::Refused,
        Some(code) => RouterProblem::Failed { code },
        None => RouterProblem::Failed { code: 500 },
    }
}

/// Returns the text of the one element of this name; two are as good as none.
fn only(body: &[u8], wanted: &str) -> Result<Option<String>, RouterProblem> {
    let mut found = None;
    let mut times = 0;
    xml::read(body, |met| {
        if let Met::End(name, text) = met
            && name == wanted
        {
            times += 1;
            found = Some(text.to_owned());
        }
    })?;
    Ok(found.filter(|_| times == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service() -> Service {
        Service {
            kind: "urn:schemas-upnp-org:service:WANIPConnection:1",
            control: "http://192.168.1.1:49000/ctl/IPConn".parse().unwrap(),
            events: Err(RouterProblem::NotSupported),
        }
    }

    fn told(address: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
             <u:GetExternalIPAddressResponse xmlns:u=\"urn:schemas-upnp-org:service:WANIPConnection:1\">\
             <NewExternalIPAddress>{address}</NewExternalIPAddress></u:GetExternalIPAddressResponse></s:Body></s:Envelope>"
        )
    }

    fn failed(code: &str) -> Response {
        let body = format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Client</faultcode>\
             <faultstring>UPnPError</faultstring><detail><UPnPError xmlns=\"urn:schemas-upnp-org:control-1-0\">\
             <errorCode>{code}</errorCode></UPnPError></detail></s:Fault></s:Body></s:Envelope>"
        );
        Response::new(500, body)
    }

    #[test]
    fn the_question_only_reads() {
        let request = request(&service());
        assert_eq!(request.method(), http::Method::POST);
        assert_eq!(
            request.headers()["soapaction"],
            "\"urn:schemas-upnp-org:service:WANIPConnection:1#GetExternalIPAddress\""
        );
        let body = std::str::from_utf8(request.body()).unwrap();
        assert!(body.contains("<u:GetExternalIPAddress xmlns:u="));
        assert!(!body.contains("Mapping"));
    }

    #[test]
    fn an_address_is_read_and_nothing_else() {
        let read = |address: &str| read(&Response::new(200, told(address)));
        assert_eq!(read("203.0.113.7"), Ok(Ipv4Addr::new(203, 0, 113, 7)));
        assert_eq!(read(" 203.0.113.7\n"), Ok(Ipv4Addr::new(203, 0, 113, 7)));
        assert_eq!(read(""), Err(RouterProblem::NoLease));
        assert_eq!(read("0.0.0.0"), Err(RouterProblem::NoLease));
        for wrong in [
            "203.0.113",
            "203.0.113.07",
            "2001:db8::1",
            "203.0.113.7:80",
            "home",
        ] {
            assert_eq!(read(wrong), Err(RouterProblem::Malformed), "{wrong}");
        }
        let twice = "203.0.113.7</NewExternalIPAddress><NewExternalIPAddress>203.0.113.8";
        assert_eq!(read(twice), Err(RouterProblem::Malformed));
    }

    #[test]
    fn faults_are_reasons() {
        let reasons = [
            ("401", RouterProblem::NotSupported),
            ("501", RouterProblem::Failed { code: 501 }),
            ("606", RouterProblem::Refused),
            ("x", RouterProblem::Failed { code: 500 }),
        ];
        for (code, reason) in reasons {
            assert_eq!(read(&failed(code)), Err(reason), "{code}");
        }
        let status = |status| read(&Response::new(status, told("203.0.113.7")));
        assert_eq!(status(302), Err(RouterProblem::Elsewhere));
        assert_eq!(status(401), Err(RouterProblem::Refused));
        assert_eq!(status(404), Err(RouterProblem::Failed { code: 404 }));
        assert_eq!(status(204), Err(RouterProblem::Failed { code: 204 }));
    }
}
