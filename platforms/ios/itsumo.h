// What Swift and the Rust half say to each other: the C beneath both. Rust's side is crates/mobile/src/ios.rs; the
// names are read against each other by `cargo xtask ios`.
//
// Every text is UTF-8 and ends with a zero; it is valid for the call only, so whoever wants it longer copies it.

#ifndef ITSUMO_H
#define ITSUMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Swift → Rust.

/// First of all: where the data lies, and what may be thrown away.
void itsumo_attach(const char *data, const char *cache);
/// One round of background work, 25 seconds at most. Blocks. `{"synced":true|false,…}`, given back to itsumo_free.
char *itsumo_wake(const char *reason);
/// A link, or a chosen notification.
void itsumo_opened(const char *link);
/// `domain::push::PushAddress` as JSON, or `null`.
void itsumo_push_address(const char *json);
/// What was chosen; without a name nothing was, with a name and no bytes it could not be read.
void itsumo_picked(int64_t request, const char *name, const char *mime, const uint8_t *bytes, size_t length);
/// The text of a code in a grey picture without gaps, or null; given back to itsumo_free.
char *itsumo_read_qr(const uint8_t *luma, size_t width, size_t height);
/// The camera was closed, with what it read or with null.
void itsumo_scanned(int64_t request, const char *found);
/// A button of a notification.
void itsumo_note_action(const char *note, const char *action);
/// Takes back what itsumo_wake or itsumo_read_qr handed out.
void itsumo_free(char *text);

// Rust → Swift: the functions marked @_cdecl("itsumo_bridge_…") in Sources. Swift writes them, so they are not
// declared here.

#endif
