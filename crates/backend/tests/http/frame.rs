//! The frame around requests, and the mail's last mile.

use crate::town::Town;
use axum::{Router, body::Body, http::Request, routing::get};
use itsumo_backend::{
    app::App,
    config::MailTo,
    frame::frame,
    mail::{self, Mail, MailError},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use uuid::Uuid;

fn framed(town: &mut Town, router: Router<App>) {
    let layer = axum::middleware::from_fn_with_state(town.app.clone(), frame);
    town.router = router.layer(layer).with_state(town.app.clone());
}

#[tokio::test]
async fn a_mistake_of_ours_is_a_problem_and_not_a_broken_connection() {
    let mut town = Town::sqlite().await;
    async fn mistake() -> &'static str {
        panic!("hana@example.jp had the token 990019-secret")
    }
    framed(&mut town, Router::new().route("/mistake", get(mistake)));
    let reply = town.get("/mistake", None).await;
    assert_eq!(reply.problem(), (500, "internal".into(), vec![]));
    assert!(!reply.json().to_string().contains("hana"));
}

#[tokio::test]
async fn what_takes_too_long_is_given_up() {
    let mut town = Town::with(|config| config.request_seconds = 0).await;
    framed(&mut town, Router::new().route("/slow", get(std::future::pending::<&'static str>)));
    assert_eq!(town.get("/slow", None).await.problem().1, "timeout");
}

#[tokio::test]
async fn a_bare_refusal_of_the_framework_becomes_a_problem() {
    let mut town = Town::sqlite().await;
    let refuse = async || (axum::http::StatusCode::PAYLOAD_TOO_LARGE, "length limit exceeded");
    framed(&mut town, Router::new().route("/refuse", get(refuse)));
    let request = Request::get("/refuse").body(Body::empty()).unwrap();
    assert_eq!(town.send(request).await.problem().1, "too-large");
}

/// A mail server that knows enough to take one mail, or to refuse its recipient.
async fn mail_server(knows: bool) -> (MailTo, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let taking = tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        let mut socket = BufReader::new(socket);
        let (mut said, mut line, mut in_mail) = (String::new(), String::new(), false);
        socket.write_all(b"220 here\r\n").await.unwrap();
        while socket.read_line(&mut line).await.is_ok_and(|read| read > 0) {
            said.push_str(&line);
            let answer = match line.split([' ', '\r', ':']).next().unwrap() {
                _ if in_mail && line != ".\r\n" => "",
                "." => {
                    in_mail = false;
                    "250 taken\r\n"
                }
                "RCPT" if !knows => "550 hana@example.jp is not known here\r\n",
                "DATA" => {
                    in_mail = true;
                    "354 go on\r\n"
                }
                "QUIT" => "221 bye\r\n",
                _ => "250 ok\r\n",
            };
            socket.write_all(answer.as_bytes()).await.unwrap();
            if answer.starts_with("221") || answer.contains("taken") || answer.contains("550") {
                break;
            }
            line.clear();
        }
        said
    });
    (url.parse().unwrap(), taking)
}

fn a_mail() -> Mail {
    Mail {
        id: Uuid::from_u128(5),
        to: "hana@example.jp".to_owned(),
        subject: "確認コード 123456".to_owned(),
        text: "確認コード: 123456\n".to_owned(),
    }
}

#[tokio::test]
async fn a_mail_server_takes_our_mails() {
    let (to, taking) = mail_server(true).await;
    mail::mailer(&to, "Itsumo <itsumo@example.jp>").unwrap().send(&a_mail()).await.unwrap();
    let said = taking.await.unwrap();
    assert!(said.contains("RCPT TO:<hana@example.jp>") && said.contains("Auto-Submitted: auto-generated"), "{said}");
}

#[tokio::test]
async fn a_mailbox_that_is_not_there_is_given_up_and_not_named_in_the_log() {
    let (to, taking) = mail_server(false).await;
    let error = mail::mailer(&to, "Itsumo <itsumo@example.jp>").unwrap().send(&a_mail()).await.unwrap_err();
    assert!(matches!(error, MailError::Never(_)), "{error}");
    assert!(!error.to_string().contains("hana"), "{error}");
    taking.await.unwrap();
}

#[tokio::test]
async fn a_mail_server_that_does_not_answer_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to: MailTo = format!("smtp://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let error = mail::mailer(&to, "Itsumo <itsumo@example.jp>").unwrap().send(&a_mail()).await.unwrap_err();
    assert!(matches!(error, MailError::Again(_)), "{error}");
}

#[tokio::test]
async fn in_the_demonstration_mails_are_files() {
    let folder = tempfile::tempdir().unwrap();
    let to = MailTo::Folder(folder.path().join("mails"));
    mail::mailer(&to, "Itsumo <itsumo@example.jp>").unwrap().send(&a_mail()).await.unwrap();
    let file = folder.path().join("mails").join(format!("{}.eml", Uuid::from_u128(5)));
    assert!(std::fs::read_to_string(file).unwrap().contains("確認コード: 123456"));
    assert!(mail::mailer(&to, "not a sender").is_err());
}
