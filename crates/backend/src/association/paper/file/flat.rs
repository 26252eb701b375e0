//! A PDF made flat: its pages in one row, and of everything else only what they show.
//!
//! What takes pages over into our paper trusts what it reads. So it gets no file as it came: here it is read by a reader
//! that knows limits (how deep, how far a stream unfolds, circles), and written anew without locks, scripts, forms and
//! whatever lies beside the pages.

use super::{LONGEST, Why, stamp::Stamp};
use lopdf::{Dictionary, Document, Error, LoadOptions, Object, ObjectId, Stream, dictionary};
use std::collections::HashMap;

/// Most bytes to which what is drawn on a page may unfold, and a part of the file while it is read.
const UNFOLDED: usize = 32 * 1024 * 1024;
/// Most levels of the tree of pages.
const DEEP: usize = 64;
/// What leads away from what a page shows: to where it hangs, to tags, to what its program noted.
const LEFT_OUT: [&[u8]; 7] =
    [b"Parent", b"StructParent", b"StructParents", b"Metadata", b"PieceInfo", b"Thumb", b"LastModified"];

/// The same pages, flat.
///
/// # Errors
/// [`Why::Locked`], [`Why::Damaged`], [`Why::Long`].
pub(super) fn flat(bytes: &[u8]) -> Result<Vec<u8>, Why> {
    let options = LoadOptions { max_decompressed_size: Some(UNFOLDED), ..LoadOptions::default() };
    let from = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        Error::InvalidPassword | Error::Decryption(_) => Why::Locked,
        _ => Why::Damaged,
    })?;
    if from.is_encrypted() {
        return Err(Why::Locked);
    }
    let pages: Vec<ObjectId> = from.page_iter().collect();
    if pages.len() > LONGEST {
        return Err(Why::Long(pages.len()));
    }
    if pages.is_empty() {
        return Err(Why::Damaged);
    }
    let root = (1, 0);
    let mut copy =
        Copy { from: &from, to: Document::with_version("1.7"), known: HashMap::new(), next: Vec::new(), whole: true };
    copy.to.max_id = root.0;
    let mut kids = Vec::new();
    for page in pages {
        kids.push(Object::Reference(copy.page(page, root)?));
    }
    copy.rest();
    // A file that broke off and lost something on the way: half a page is worse than none.
    if from.xref_recovery.is_some() && !copy.whole {
        return Err(Why::Damaged);
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    let mut to = copy.to;
    to.objects.insert(root, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = to.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    to.trailer.set("Root", catalog);
    let mut written = Vec::new();
    to.save_to(&mut written).map_err(|_| Why::Damaged)?;
    Ok(written)
}

struct Copy<'a> {
    from: &'a Document,
    to: Document,
    /// Where what was met comes to lie.
    known: HashMap<ObjectId, ObjectId>,
    /// What was met and is not there yet.
    next: Vec<(ObjectId, ObjectId)>,
    /// Nothing was named that is not there.
    whole: bool,
}

impl<'a> Copy<'a> {
    fn page(&mut self, id: ObjectId, root: ObjectId) -> Result<ObjectId, Why> {
        let from = self.from;
        let page = from.get_dictionary(id).map_err(|_| Why::Damaged)?;
        let mut flat = dictionary! { "Type" => "Page", "Parent" => root };
        for key in [&b"MediaBox"[..], b"CropBox", b"Rotate"] {
            if let Some(found) = self.inherited(page, key) {
                flat.set(key, self.value(found));
            }
        }
        let shown = self.inherited(page, b"Resources").and_then(|found| from.dereference(found).ok()?.1.as_dict().ok());
        let mut resources = shown.map(|shown| self.dictionary(shown)).unwrap_or_default();
        let mut drawn = self.content(id)?;
        let stamps = Stamp::all(from, page);
        if !stamps.is_empty() {
            let forms = shown.and_then(|shown| from.get_dict_in_dict(shown, b"XObject").ok());
            let mut forms = forms.map(|forms| self.dictionary(forms)).unwrap_or_default();
            // What the page changed of its own space ends with it.
            drawn.splice(0..0, *b"q\n");
            drawn.extend(b"Q\n");
            for (at, stamp) in stamps.iter().enumerate() {
                let name = format!("ItsumoStamp{at}");
                drawn.extend(stamp.drawn(&name).bytes());
                forms.set(name, self.value(&Object::Reference(stamp.look)));
            }
            resources.set("XObject", forms);
        }
        flat.set("Resources", resources);
        flat.set("Contents", self.to.add_object(Stream::new(Dictionary::new(), drawn)));
        Ok(self.to.add_object(flat))
    }

    /// What the page says, or the nearest above it.
    fn inherited(&self, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        let mut at = page;
        for _ in 0..DEEP {
            if let Ok(found) = at.get(key) {
                return Some(found);
            }
            at = at.get(b"Parent").and_then(Object::as_reference).and_then(|up| self.from.get_dictionary(up)).ok()?;
        }
        None
    }

    /// What is drawn on a page, in one piece and unfolded.
    fn content(&self, page: ObjectId) -> Result<Vec<u8>, Why> {
        let mut drawn = Vec::new();
        for id in self.from.get_page_contents(page) {
            let stream = self.from.get_object(id).and_then(Object::as_stream).map_err(|_| Why::Damaged)?;
            let room = UNFOLDED.saturating_sub(drawn.len());
            drawn.extend(stream.decompressed_content_with_limit(room).map_err(|_| Why::Damaged)?);
            drawn.push(b'\n');
        }
        Ok(drawn)
    }

    /// What an object is in the flat file. What it names is put there by [`Self::rest`].
    fn value(&mut self, object: &Object) -> Object {
        match object {
            Object::Reference(_) => {
                let Ok((Some(id), _)) = self.from.dereference(object) else {
                    self.whole = false;
                    return Object::Null;
                };
                let (to, next) = (&mut self.to, &mut self.next);
                let place = *self.known.entry(id).or_insert_with(|| {
                    let place = to.new_object_id();
                    next.push((id, place));
                    place
                });
                Object::Reference(place)
            }
            Object::Array(items) => Object::Array(items.iter().map(|item| self.value(item)).collect()),
            Object::Dictionary(entries) => Object::Dictionary(self.dictionary(entries)),
            Object::Stream(stream) => {
                Object::Stream(Stream::new(self.dictionary(&stream.dict), stream.content.clone()))
            }
            plain => plain.clone(),
        }
    }

    fn dictionary(&mut self, entries: &Dictionary) -> Dictionary {
        let mut copied = Dictionary::new();
        for (key, value) in entries.iter().filter(|(key, _)| !LEFT_OUT.contains(&key.as_slice())) {
            copied.set(key.clone(), self.value(value));
        }
        copied
    }

    /// Everything that was named, and what that names.
    fn rest(&mut self) {
        while let Some((id, place)) = self.next.pop() {
            if let Some(object) = self.from.objects.get(&id) {
                let copied = self.value(object);
                self.to.objects.insert(place, copied);
            }
        }
    }
}
