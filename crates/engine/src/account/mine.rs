//! What a signed-in person does with their account: devices, password, address, everything about them in a
//! folder, and leaving.

use super::{AccountState, PERSON, Person, leave_behind, person, sign_out_here};
use crate::{Change, Engine, Error, api::Call, http::Method, store};
use itsumo_domain::account::{
    ChangeEmail, ChangeEmailConfirm, ChangePassword, DeleteAccount, Deletion, Export, Me, check_password,
    normalise_email,
};
use serde::Serialize;
use std::path::{Path, PathBuf};
use uuid::Uuid;

impl Engine {
    /// The account: address, since when, devices.
    ///
    /// # Errors
    /// [`Error::SignedOut`] or offline.
    pub async fn me(&self) -> Result<Me, Error> {
        self.mine(Method::Get, "/v1/me".to_owned(), None).await
    }

    /// Signs another device out, or this one.
    ///
    /// # Errors
    /// [`Error::SignedOut`], `not-found` or offline.
    pub async fn sign_out_device(&self, id: Uuid) -> Result<(), Error> {
        if self.me().await?.devices.iter().any(|device| device.id == id && device.this) {
            return self.sign_out().await;
        }
        self.mine::<serde::de::IgnoredAny>(Method::Delete, format!("/v1/me/devices/{id}"), None).await?;
        self.changed(Change::Account);
        Ok(())
    }

    /// Another password; other devices are signed out.
    ///
    /// # Errors
    /// What is wrong with either password, or offline.
    pub async fn change_password(&self, old: &str, new: &str) -> Result<(), Error> {
        if let AccountState::SignedIn { email, .. } = self.account().await? {
            check_password(new, &email)?;
        }
        let ask = ChangePassword { old: old.to_owned(), new: new.to_owned() };
        self.mine::<serde::de::IgnoredAny>(Method::Put, "/v1/me/password".to_owned(), body(&ask)?).await?;
        self.changed(Change::Account);
        Ok(())
    }

    /// Another address: a code is mailed to it.
    ///
    /// # Errors
    /// What is wrong with the address or the password, or offline.
    pub async fn change_email(&self, password: &str, new: &str) -> Result<(), Error> {
        let email = normalise_email(new)?;
        let locale = self.settings().await?.locale.unwrap_or_default().code().to_owned();
        let ask = ChangeEmail { password: password.to_owned(), email, locale };
        self.mine::<serde::de::IgnoredAny>(Method::Post, "/v1/me/email".to_owned(), body(&ask)?).await?;
        Ok(())
    }

    /// Types the code that was mailed to the new address.
    ///
    /// # Errors
    /// When the code is wrong or too old, or offline.
    pub async fn confirm_email(&self, code: &str) -> Result<(), Error> {
        let ask = ChangeEmailConfirm { code: itsumo_domain::text::nfkc(code.trim()) };
        self.mine::<serde::de::IgnoredAny>(Method::Post, "/v1/me/email/confirm".to_owned(), body(&ask)?).await?;
        let me = self.me().await?;
        self.write(move |tx, _| match person(tx)? {
            Some(person) => store::set_setting(tx, PERSON, &Person { email: me.email, ..person }),
            None => Ok(()),
        })
        .await?;
        self.changed(Change::Account);
        Ok(())
    }

    /// What deleting the account would do.
    ///
    /// # Errors
    /// [`Error::SignedOut`] or offline.
    pub async fn deletion(&self) -> Result<Deletion, Error> {
        self.mine(Method::Get, "/v1/me/deletion".to_owned(), None).await
    }

    /// Deletes the account. What the person kept and chose stays on this device, as its own.
    ///
    /// # Errors
    /// When the password is wrong, [`Error::SignedOut`], or offline.
    pub async fn delete_account(&self, password: &str) -> Result<(), Error> {
        let ask = DeleteAccount { password: password.to_owned() };
        self.mine::<serde::de::IgnoredAny>(Method::Delete, "/v1/me".to_owned(), body(&ask)?).await?;
        let inner = self.inner();
        self.run(async move {
            let _no_sync_meanwhile = inner.sync_gate.lock().await;
            inner.write(leave_behind).await?;
            sign_out_here(&inner).await
        })
        .await
    }

    /// Writes everything the server has about me into `dir`, which is made; what was written.
    ///
    /// # Errors
    /// [`Error::SignedOut`], offline, or `cannot-write` when the folder does not allow it.
    pub async fn export_to(&self, dir: &Path) -> Result<Vec<PathBuf>, Error> {
        let export: Export = self.mine(Method::Get, "/v1/me/export".to_owned(), None).await?;
        let dir = dir.to_owned();
        let written = self.0.inner.runtime.spawn_blocking(move || -> std::io::Result<Vec<PathBuf>> {
            std::fs::create_dir_all(&dir)?;
            let mut written = Vec::new();
            for file in export.files {
                let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
                // A name that leads elsewhere is not one of ours.
                if file.name.is_empty() || file.name.starts_with('.') || !file.name.chars().all(plain) {
                    continue;
                }
                let path = dir.join(&file.name);
                std::fs::write(&path, file.text)?;
                written.push(path);
            }
            Ok(written)
        });
        match written.await {
            Ok(Ok(written)) => Ok(written),
            Ok(Err(error)) => {
                tracing::info!(%error, "the export could not be written");
                Err(Error::field("folder", "cannot-write"))
            }
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// A call in the person's name. A device that was signed out elsewhere learns it here.
    pub(crate) async fn mine<T: serde::de::DeserializeOwned + Send + 'static>(
        &self,
        method: Method,
        path: String,
        body: Option<Vec<u8>>,
    ) -> Result<T, Error> {
        let inner = self.inner();
        self.run(async move {
            let proof = inner.proof().await?;
            let call = Call { body, token: Some(&proof.token), ..Call::new(method, path) };
            let answer = inner.call_json(call).await;
            if matches!(answer, Err(Error::SignedOut)) {
                sign_out_here(&inner).await?;
            }
            answer
        })
        .await
    }
}

fn body(ask: &impl Serialize) -> Result<Option<Vec<u8>>, Error> {
    serde_json::to_vec(ask).map(Some).map_err(Error::internal)
}
