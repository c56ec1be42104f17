-- What came under a name last: a page may go back to what it was before.

CREATE INDEX delivery_name ON delivery (source, name, id);
