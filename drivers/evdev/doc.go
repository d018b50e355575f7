// Package evdev makes a connection out of a scanner or keypad that poses as a keyboard: what it
// types comes out of Read as bytes, Enter as CR, so that package scanner frames it like any other.
//
// # Rules
//
// The device is grabbed (EVIOCGRAB): a payment code never reaches a console, a login prompt or a
// browser. Where the device cannot be grabbed it is not used.
//
// A key that cannot be turned into a byte puts a NUL into the stream instead of nothing, and so does
// the kernel's word that it lost events. A code with a digit missing must not pass for a code.
//
// A keyboard sends places of keys, not characters: [Layout] has to be the one that the scanner is
// set to, whatever the country. Digits typed on the keypad, and characters typed as Alt and their
// number ("Alt mode", "universal keyboard"), come out right in any layout.
//
// # What stands behind it
//
// github.com/holoplot/go-evdev reads the events. Its InputEvent has the size of the kernel's on 32
// and 64 bits (16 and 24 bytes). Nearly all of its methods put the file back into blocking mode, in
// which Close does not wake Read; Open therefore asks its questions first and calls NonBlock last.
//
// # Caveats
//
// One physical device may have several event nodes; [Find] returns all that can type, and [Open]
// reads them together.
//
// CapsLock and NumLock are ignored: nobody presses them on a scanner, and a grabbed device lights no
// lamp.
package evdev
