// Package portcullis is for plugins of Portcullis in Go: policies, which decide whether an event may happen, and
// sanitisers, which find what should not pass in text.
//
//	type Refunds struct{ limit float64 }
//
//	func (r *Refunds) Configure(config portcullis.Document) (err error) {
//		r.limit, err = config.Number("/limit")
//		return err
//	}
//
//	func (r *Refunds) Evaluate(_ *portcullis.Event, payload portcullis.Document) (*portcullis.Verdict, error) {
//		amount, err := payload.Number("/amount")
//		if err != nil {
//			return nil, err
//		}
//		if amount > r.limit {
//			return portcullis.Deny("refund-limit", fmt.Sprintf("%g is over %g", amount, r.limit)), nil
//		}
//		return portcullis.Allow(), nil
//	}
//
//	func init() {
//		policy.Export(portcullis.Plugin{Name: "refunds", Version: "0.1.0"}, &Refunds{})
//	}
//
// An error, and a panic, denies the event; its text goes to the operator. An instance of a plugin answers one event:
// nothing that it keeps is seen by another.
package portcullis
