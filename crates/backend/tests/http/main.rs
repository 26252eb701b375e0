//! The server as its clients meet it: requests through the whole router, on both engines, with a clock that
//! is moved by hand, and through a real port where the socket matters.

mod accounts;
mod api;
mod frame;
mod limits;
mod port;
mod program;
mod town;
