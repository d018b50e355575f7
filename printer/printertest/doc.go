// Package printertest holds an example of every document that posd prints, with
// everything on it that such a document can say. Tests lay them out, encode them
// for every model and look at the pictures.
package printertest
