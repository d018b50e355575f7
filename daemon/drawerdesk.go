package daemon

import (
	"time"

	"posd/configs"
	"posd/daemon/drawer"
	"posd/daemon/health"
	"posd/daemon/till"
	"posd/printer/escpos"
)

// makeDrawer follows the cash drawer, if there is one.
func (d *Daemon) makeDrawer() error {
	cfg := d.cfg.Drawer
	if cfg.Kind == configs.KindNone || cfg.Kind == "" {
		return nil
	}
	d.drawer = drawer.New(drawer.Opts{
		Journal: spareJournal{d}, Now: d.parts.Now, LeftOpen: cfg.LeftOpen, Who: d.staff.Who, Changed: d.drawerChanged, Kept: d.saved, Log: d.log,
	})
	return nil
}

// drawerDesk is admin.Drawer.
type drawerDesk struct{ d *Daemon }

// State implements admin.Drawer.
func (k drawerDesk) State() drawer.State { return k.d.drawer.State() }

// Open implements admin.Drawer: the opening is durable before the pulse.
func (k drawerDesk) Open(o drawer.Opening) error {
	if err := k.d.drawer.NoSale(o); err != nil {
		return err
	}
	k.d.desk.openDrawer(o)
	return nil
}

// senseByPrinter passes on what the contact at the printer's drawer socket says.
func (d *Daemon) senseByPrinter(pin escpos.State) {
	if d.drawer == nil || d.cfg.Drawer.Sense != configs.SensePrinter {
		return
	}
	switch pin {
	case escpos.Unknown:
		d.drawer.Lost()
	case escpos.Yes, escpos.No:
		d.drawer.Sense((pin == escpos.Yes) == (d.cfg.Drawer.OpenIs == configs.LevelHigh))
	}
}

// drawerChanged tells page and health how the drawer stands, and sounds the alarm.
func (d *Daemon) drawerChanged(s drawer.State) {
	if d.cfg.Drawer.LeftOpen > 0 && d.cfg.Drawer.Sense != "" {
		switch {
		case s.LeftOpen:
			d.health.Set(probLeftOpen, health.Ill(""))
		case s.Known:
			d.health.Set(probLeftOpen, health.Well())
		default:
			d.health.Set(probLeftOpen, health.Report{})
		}
	}
	d.drawerAlarm()
	d.tillChanged()
}

// alarmEvery is how often the buzzer sounds while the drawer is left open.
const alarmEvery = 5 * time.Second

// drawerAlarm sounds the buzzer for as long as the drawer is left open.
func (d *Daemon) drawerAlarm() {
	if !d.cfg.Drawer.Alarm || !d.drawer.State().LeftOpen {
		return
	}
	d.desk.signal(till.SignalBad)
	time.AfterFunc(alarmEvery, d.drawerAlarm)
}
