//! From files, folders and streams of tables to a draft.
