"""Citations made up from parts, for measuring where no real ones are at hand."""

import random

DISEASES = ["knee osteoarthritis", "acute myocardial infarction", "Crohn's disease", "type 2 diabetes", "multiple sclerosis"]
SENTENCES = [
    "We did a randomised, double-blind trial in {n} patients with {disease}.",
    "Patients were randomly assigned to receive {dose} mg of the drug twice daily or matching placebo.",
    "The primary outcome was overall survival at {m} months.",
    "Median follow-up was {m} months (range {a}-{b}).",
    "Serious adverse events occurred in {e} of {n} patients (hazard ratio 0.8{a}, 95% CI 0.6{b} to 1.1{a}; P = 0.0{b}).",
    "Little is known about the mechanism by which {disease} progresses in older adults.",
    "These findings suggest that further studies of {disease} are needed.",
]


def citations(path, count):
    """Writes `count` citations to `path` and returns it. The same every time."""
    draw = random.Random(1)
    with open(path, "w") as file:
        file.write("<PubmedArticleSet>\n")
        for number in range(count):
            values = {"n": draw.randint(20, 900), "m": draw.randint(3, 60), "a": draw.randint(1, 9), "b": draw.randint(10, 90),
                      "e": draw.randint(0, 20), "dose": draw.randint(1, 500), "disease": draw.choice(DISEASES)}
            text = " ".join(sentence.format(**values) for sentence in draw.choices(SENTENCES, k=draw.randint(5, 14)))
            file.write(f"<PubmedArticle><MedlineCitation><PMID Version=\"1\">{number + 1}</PMID><Article><ArticleTitle>Treatment of "
                       f"{values['disease']}</ArticleTitle><Abstract><AbstractText>{text}</AbstractText></Abstract>"
                       "</Article></MedlineCitation></PubmedArticle>\n")
        file.write("</PubmedArticleSet>\n")
    return path
