//! What stands on the pages, as a screen reader is told it: a tree of headings, paragraphs, tables and figures
//! whose leaves are the drawings, in reading order.

use krilla::tagging::{Identifier, ListNumbering, TableHeaderScope, Tag, TagGroup, TagTree};
use std::{
    collections::BTreeMap,
    num::{NonZeroU16, NonZeroU32},
};

/// A node's place in [`Tree`].
pub(crate) type NodeId = usize;

/// A drawing: (page, place on the page).
pub(crate) type Drawing = (usize, usize);

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Root,
    Section,
    /// Level from 1, and the words.
    Heading(u16, String),
    Paragraph,
    List,
    Item,
    Table(Option<String>),
    Row,
    /// A heading of columns, or of a row; columns it spans.
    Head {
        of_row: bool,
        span: u32,
    },
    /// A cell; columns it spans.
    Cell(u32),
    /// A picture, with what it shows in words.
    Figure(String),
}

enum Child {
    Node(NodeId),
    Drawing(Drawing),
}

struct Node {
    kind: Kind,
    children: Vec<Child>,
}

/// The tree while it grows. Nodes are opened and closed like brackets.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    open: Vec<NodeId>,
}

impl Tree {
    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node { kind: Kind::Root, children: Vec::new() }], open: vec![0] }
    }

    /// Where the next drawing belongs.
    pub(crate) fn here(&self) -> NodeId {
        self.open.last().copied().unwrap_or_default()
    }

    pub(crate) fn open(&mut self, kind: Kind) -> NodeId {
        let id = self.nodes.len();
        let parent = self.here();
        self.nodes.push(Node { kind, children: Vec::new() });
        if let Some(parent) = self.nodes.get_mut(parent) {
            parent.children.push(Child::Node(id));
        }
        self.open.push(id);
        id
    }

    /// Closes the innermost; the root stays.
    pub(crate) fn close(&mut self) {
        if self.open.len() > 1 {
            self.open.pop();
        }
    }

    pub(crate) fn add(&mut self, node: NodeId, drawing: Drawing) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.children.push(Child::Drawing(drawing));
        }
    }

    /// Takes a drawing back.
    pub(crate) fn forget(&mut self, node: NodeId, drawing: Drawing) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.children.retain(|child| !matches!(child, Child::Drawing(d) if *d == drawing));
        }
    }

    /// The tree as the PDF has it. Nodes without any drawing are left out.
    pub(crate) fn finish(&self, drawn: &BTreeMap<Drawing, Identifier>, lang: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
        for group in self.children(0, drawn) {
            tree.push(group);
        }
        tree
    }

    fn children(&self, id: NodeId, drawn: &BTreeMap<Drawing, Identifier>) -> Vec<krilla::tagging::Node> {
        let Some(node) = self.nodes.get(id) else { return Vec::new() };
        let child = |child: &Child| match child {
            Child::Drawing(drawing) => drawn.get(drawing).copied().map(Into::into),
            Child::Node(id) => self.group(*id, drawn).map(Into::into),
        };
        node.children.iter().filter_map(child).collect()
    }

    fn group(&self, id: NodeId, drawn: &BTreeMap<Drawing, Identifier>) -> Option<TagGroup> {
        let kind = &self.nodes.get(id)?.kind;
        let children = self.children(id, drawn);
        // An empty cell still is a cell; anything else without content says nothing.
        if children.is_empty() && !matches!(kind, Kind::Cell(_) | Kind::Head { .. }) {
            return None;
        }
        let span = |columns: &u32| NonZeroU32::new(*columns).filter(|columns| columns.get() > 1);
        Some(match kind {
            Kind::Root | Kind::Section => TagGroup::with_children(Tag::Section, children),
            Kind::Heading(level, words) => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                TagGroup::with_children(Tag::Hn(level, Some(words.clone())), children)
            }
            Kind::Paragraph => TagGroup::with_children(Tag::P, children),
            Kind::List => TagGroup::with_children(Tag::L(ListNumbering::None), children),
            Kind::Item => {
                let body = TagGroup::with_children(Tag::LBody, children);
                TagGroup::with_children(Tag::LI, vec![body.into()])
            }
            Kind::Table(summary) => TagGroup::with_children(Tag::Table.with_summary(summary.clone()), children),
            Kind::Row => TagGroup::with_children(Tag::TR, children),
            Kind::Head { of_row, span: columns } => {
                let scope = if *of_row { TableHeaderScope::Row } else { TableHeaderScope::Column };
                TagGroup::with_children(Tag::TH(scope).with_col_span(span(columns)), children)
            }
            Kind::Cell(columns) => TagGroup::with_children(Tag::TD.with_col_span(span(columns)), children),
            Kind::Figure(words) => TagGroup::with_children(Tag::Figure(Some(words.clone())), children),
        })
    }
}
