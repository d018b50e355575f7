// Package drawer keeps in the journal who opened the cash drawer, when and why, and raises the alarm when it stays open.
//
// # Rules
//
// An opening is durable before the pulse that makes it: that of a sale in the commit that makes the sale paid ([Sale]), any other by
// itself ([Drawer.NoSale]), with a reason and the operator. Where a contact tells whether the drawer is open, an opening that nobody
// asked for, with the key or by force, is journalled too, and so is a drawer that is left open and its end. A drawer that is opened by
// a pulse and closed in time costs no further record.
//
// # Caveats
//
// A contact that was not heard for a while tells only how the drawer stands now: what happened meanwhile is not known.
package drawer
