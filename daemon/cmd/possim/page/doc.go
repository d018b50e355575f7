// Package page is the web page of the simulated counter: the till, the customer with a phone, the display, the paper, the books of
// the simulated Alipay, and a button for each fault.
//
// It knows posd only as a till does, by its local API; what it does to posd otherwise it does to the devices, the gateway or the
// process. The page is told the whole state as one JSON value whenever it changes, the newest only, over server-sent events; what
// people press comes back as POST /act/NAME. Words come from posd/configs/words, in both languages.
//
// Only the machine itself is served: a Host that is not loopback's, a write from another origin and a body that is no JSON are
// refused. Everything a client can cost is bounded.
package page
