package configs

import (
	"fmt"
	"time"
)

// TimeOfDay is a moment of the shop's day, in its own time zone.
type TimeOfDay struct {
	Hour   int // 0..23
	Minute int // 0..59
}

// ParseTimeOfDay reads "HH:MM", from "00:00" to "23:59".
func ParseTimeOfDay(text string) (TimeOfDay, error) {
	t, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		return TimeOfDay{}, fmt.Errorf("configs: %q is not a time of day between 00:00 and 23:59", text)
	}
	return TimeOfDay{Hour: t.Hour(), Minute: t.Minute()}, nil
}

// Duration returns the time since the clock showed 00:00. On a day on which the
// clock is set back or forth, that is not the time that passed.
func (t TimeOfDay) Duration() time.Duration {
	return time.Duration(t.Hour)*time.Hour + time.Duration(t.Minute)*time.Minute
}

// String returns the time as "HH:MM".
func (t TimeOfDay) String() string {
	return fmt.Sprintf("%02d:%02d", t.Hour, t.Minute)
}
