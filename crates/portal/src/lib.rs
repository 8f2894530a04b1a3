//! The portal shows. It turns what access has cut into pages that are whole without any script.
//!
//! It never decides who may see what, never keeps anything about a person, and cannot name the rooms that do: all
//! a page can show about a person comes to it in a view.
//!
//! Begin reading at [`view`], the shapes every page is made of, then at any page in [`pages`]: one page is
//! one `.rs` and one `.html` of the same name.

pub mod assets;
pub mod pages;
pub mod view;
