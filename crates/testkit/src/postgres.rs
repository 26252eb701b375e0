//! A private PostgreSQL for stories, simulations and benches: see [`Cluster`].

pub use itsumo_backend::store::testing::{Cluster, ClusterError, left_out};
