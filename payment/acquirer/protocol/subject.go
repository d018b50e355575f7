package protocol

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"strconv"
	"strings"
)

// Subject is who a certificate is for.
type Subject struct {
	Terminal   string // 1..32 letters, digits, ".", "_" and "-"
	Merchant   string // the same
	Numbers    string // the digits after the first of each of the merchant's numbers, two to [MaxPrefix]; "" for any
	Generation int    // counts the terminal's enrolments, from 1
}

// MaxPrefix is the most digits that a merchant's numbers begin with, after their first.
const MaxPrefix = 4

// Name writes s as the subject of a certificate.
func (s Subject) Name() pkix.Name {
	n := pkix.Name{CommonName: s.Terminal, Organization: []string{s.Merchant}, SerialNumber: strconv.Itoa(s.Generation)}
	if s.Numbers != "" {
		n.OrganizationalUnit = []string{s.Numbers}
	}
	return n
}

// ReadSubject reads the subject of a certificate that a relay has issued. The error wraps [ErrMessage].
func ReadSubject(cert *x509.Certificate) (Subject, error) {
	n := cert.Subject
	s := Subject{Terminal: n.CommonName}
	if len(n.Organization) == 1 {
		s.Merchant = n.Organization[0]
	}
	if len(n.OrganizationalUnit) == 1 {
		s.Numbers = n.OrganizationalUnit[0]
	}
	var err error
	s.Generation, err = strconv.Atoi(n.SerialNumber)
	if err != nil || len(n.OrganizationalUnit) > 1 || !s.valid() {
		return Subject{}, fmt.Errorf("%w: the certificate is not a terminal's", ErrMessage)
	}
	return s, nil
}

func (s Subject) valid() bool {
	return Name(s.Terminal) && Name(s.Merchant) && Prefix(s.Numbers) && s.Generation > 0
}

// Name reports whether s can name a terminal or a merchant.
func Name(s string) bool {
	return s != "" && len(s) <= 32 && strings.Trim(s, nameChars) == ""
}

const nameChars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

// Prefix reports whether s can be what a merchant's numbers go on with after their first digit: nothing, or two to four digits.
func Prefix(s string) bool {
	return len(s) != 1 && len(s) <= MaxPrefix && strings.Trim(s, "0123456789") == ""
}

// Covers reports whether a number, of a payment or a refund, is one of those that begin with s.Numbers.
func (s Subject) Covers(number string) bool {
	return len(number) > 1 && strings.HasPrefix(number[1:], s.Numbers)
}
