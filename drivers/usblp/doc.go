// Package usblp is a printer on USB as Linux's usblp driver offers it: /dev/usb/lp0, with the bytes
// of the printer coming back on the same node.
//
// # Finding it
//
// The number in lp0 changes with the socket and with the order of switching on, so [Find] looks a
// printer up by the ids of its USB device or by the model in its IEEE 1284 device id, which is the
// text that a printer tells of itself ("MFG:EPSON;MDL:TM-T20II;..."), in /sys/class/usbmisc.
//
// # A printer that takes no more
//
// Out of paper most printers stop taking bytes, and a plain write(2) then sleeps in the kernel until
// paper is put in. The node is opened non-blocking: [Port.Write] ends with [drivers.ErrTimeout]
// after Opts.WriteTimeout, and Read goes on beside it, so the printer can tell what is wrong.
//
// # Caveats
//
// The kernel takes up to 8 KB in one go and gives no word of how much of it the printer has: what a
// write counts as handed over may still be on its way. Closing throws that away after Opts.Linger.
//
// usblp ends a read with EIO for a transfer that failed while the printer is still there; such a
// read is repeated a few times before the printer counts as gone.
//
// Without the kernel module usblp, or while CUPS holds the printer, there is no node. A user needs
// the group lp.
package usblp
