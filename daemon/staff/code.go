package staff

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// badgeMark begins every badge's code. Payment codes, products and the numbers of receipts are digits alone, so that no badge can be
// taken for one of them, nor one of them for a badge. The letters stand at the same keys on the keyboards that a scanner poses as.
const badgeMark = "OP"

// badgeDigits follow the mark: 19 random ones and one that checks them.
const badgeDigits = 20

// NewBadge makes a badge's code out of 64 random bits.
func NewBadge(random uint64) string {
	s := strconv.FormatUint(random%10_000_000_000_000_000_000, 10)
	s = strings.Repeat("0", badgeDigits-1-len(s)) + s
	return badgeMark + s + string(checkDigit(s))
}

// ParseBadge reads a badge's code. Scanners that send small letters are understood.
func ParseBadge(text string) (code string, ok bool) {
	if len(text) != len(badgeMark)+badgeDigits || !strings.EqualFold(text[:len(badgeMark)], badgeMark) {
		return "", false
	}
	digits := text[len(badgeMark):]
	if !allDigits(digits) || digits[badgeDigits-1] != checkDigit(digits[:badgeDigits-1]) {
		return "", false
	}
	return badgeMark + digits, true
}

// ParseReceipt reads the code of one of our receipts: the payment's id, or the number of the attempt that was paid.
func ParseReceipt(text string) (id string, ok bool) {
	id, attempt, tried := strings.Cut(text, "_")
	if tried && (len(attempt) > 3 || !allDigits(attempt)) {
		return "", false
	}
	return id, len(id) == 20 && id[0] == '9' && allDigits(id)
}

// checkDigit makes the sum of all digits, weighted 3 and 1 in turn from the right, a multiple of ten (as in GS1's numbers): one wrong
// digit, and most swapped ones, are noticed.
func checkDigit(digits string) byte {
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		sum += weight * int(digits[i]-'0')
		weight = 4 - weight
	}
	return byte('0' + (10-sum%10)%10)
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// badgeDigest is what is kept of a badge's code: whoever reads it cannot make the badge.
func badgeDigest(code string) string {
	sum := sha256.Sum256([]byte("posd badge " + code))
	return hex.EncodeToString(sum[:])
}
