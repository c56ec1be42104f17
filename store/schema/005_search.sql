-- What a search looks through is folded when it is written, so that the search itself compares bytes. All lines are made anew.

INSERT INTO review_dirty (document) SELECT DISTINCT document FROM reading WHERE true ON CONFLICT DO NOTHING;
