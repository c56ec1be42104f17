"""The documents of `corpora/`: all that was found stays found, what must not be found is not. `golden.py` says what is compared."""

import unittest

import golden


class Corpora(unittest.TestCase):
    def check(self, name):
        records, errors = golden.extract(name)
        expected = golden.load(name)
        self.assertEqual([code for one in expected for code in one.get("errors", [])],
                         [record["error"]["code"] for record in errors])
        self.assertEqual(len(expected), len(records), [record["document"].get("id") for record in records])
        lines = [f"{record['document']['id']}: {line}"
                 for one, record in zip(expected, records) for line in golden.differences(one, record)]
        wanted = sum(len(one.get("wanted", [])) for one in expected)
        print(f"{name}: {sum(len(one.get('findings', [])) for one in expected)} found, {wanted} wanted")
        if lines:
            self.fail(f"{golden.document_path(name)}\n" + "\n".join(lines))

    def test_there_are_documents(self):
        self.assertGreater(len(golden.names()), 40)


for corpus_name in golden.names():
    setattr(Corpora, "test_" + corpus_name.replace("-", "_"), lambda self, name=corpus_name: self.check(name))

if __name__ == "__main__":
    unittest.main()
