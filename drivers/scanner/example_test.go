package scanner_test

import (
	"fmt"
	"time"

	"posd/drivers/scanner"
)

func ExampleInbox() {
	inbox := scanner.NewInbox(func(s scanner.Scan, why scanner.Drop) {
		fmt.Println("dropped", s, "because", why)
	})
	code := scanner.Scan{Text: "281234567890123456", At: time.Now(), Source: "counter"}
	inbox.Deliver(code) // before anybody asked

	scans := inbox.Arm()
	inbox.Deliver(code)
	fmt.Println("got", <-scans)

	inbox.Deliver(code) // held up for too long
	// Output:
	// dropped 28****3456 because not_armed
	// got 28****3456
	// dropped 28****3456 because repeat
}
