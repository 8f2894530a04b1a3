//! A browser without a screen: it keeps its cookie and says where its forms come from.

#![allow(dead_code, reason = "each program that takes the browser in uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "set-up of tests and of two examples")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use std::cell::RefCell;
use tokio::runtime::{Builder, Runtime};

pub struct Browser {
    service: TowerToHyperService<Router>,
    runtime: Runtime,
    pub cookie: RefCell<Option<String>>,
}

pub struct Seen {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

pub const HOST: &str = "town.example";

impl Browser {
    pub fn new(router: Router) -> Browser {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        Browser { service: TowerToHyperService::new(router), runtime, cookie: RefCell::new(None) }
    }

    pub fn get(&self, path: &str) -> Seen {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Seen {
        self.send("GET", path, headers, Vec::new())
    }

    /// Sends a form from one of the portal's own pages.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let origin = format!("https://{HOST}");
        let headers = [("origin", origin.as_str()), ("sec-fetch-site", "same-origin")];
        self.post_raw(path, &headers, form.finish().into_bytes())
    }

    pub fn post_raw(&self, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Seen {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let headers: Vec<_> = headers.iter().copied().chain([form]).collect();
        self.send("POST", path, &headers, body)
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Seen {
        let mut request = Request::builder().method(method).uri(path).header("host", HOST);
        if let Some(cookie) = &*self.cookie.borrow() {
            request = request.header("cookie", cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        let (parts, bytes) = self.runtime.block_on(async {
            let (parts, body) = self.service.call(request).await.unwrap().into_parts();
            (parts, to_bytes(body, usize::MAX).await.unwrap().to_vec())
        });
        self.keep_cookie(&parts.headers);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Seen { status: parts.status, headers: parts.headers, text, bytes }
    }

    fn keep_cookie(&self, headers: &HeaderMap) {
        for line in headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let pair = line.split(';').next().unwrap();
            *self.cookie.borrow_mut() = (!line.contains("Max-Age=0")).then(|| pair.to_owned());
        }
    }

    /// Signs in; somebody with several purposes still has to choose.
    pub fn sign_in(&self, agency: &str, user: &str) -> Seen {
        self.post("/sign-in", &[("agency", agency), ("user", user), ("password", crate::town::PASSWORD)])
    }

    /// Signs in and states a purpose.
    pub fn at_work(&self, agency: &str, user: &str, purpose: &str) {
        assert_eq!(self.sign_in(agency, user).status, 303);
        assert_eq!(self.post("/purpose", &[("purpose", purpose)]).status, 303);
    }

    /// Searches and comes back with the address of the results.
    pub fn search(&self, text: &str) -> String {
        let asked = self.post("/search", &[("q", text)]);
        assert_eq!(asked.status, 303, "{}", asked.text);
        asked.goes_to()
    }
}

impl Seen {
    /// Where a redirect leads.
    pub fn goes_to(&self) -> String {
        self.headers["location"].to_str().unwrap().to_owned()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// The addresses of all links that contain `part`.
    pub fn links(&self, part: &str) -> Vec<String> {
        let hrefs = self.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        hrefs.filter(|href| href.contains(part)).map(str::to_owned).collect()
    }
}
