package drivers

// Conn is a byte connection to a device. Read and Write may be called at the same time, Close at
// any time and more than once.
type Conn interface {
	// Read blocks until at least one byte came, the connection was closed (ErrClosed) or the device
	// went away (ErrGone). A device that goes away loses what it had sent and nobody had read.
	Read(p []byte) (int, error)
	// Write hands all of p over, or returns how many bytes were handed over and ErrTimeout, ErrGone
	// or ErrClosed. After ErrTimeout the device may be in the middle of whatever p was.
	Write(p []byte) (int, error)
	// Close ends the connection and wakes Read and Write. Closing again does nothing and returns nil.
	Close() error
}
