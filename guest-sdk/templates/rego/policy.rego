package refunds

default allow := false

allow if {
	input.action == "refund"
	is_number(input.args.amount)
	input.args.amount <= 100
}

deny contains "the amount is over the limit" if input.args.amount > 100
