// Whether a statement is answered at all: the port opens before that is sure
RETURN 1 AS answers
