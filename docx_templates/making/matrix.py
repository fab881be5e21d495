"""The impact matrix as a table: categories downwards, times across, number, word and shade in each cell."""

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from making.paper import Paper

NARROW = f'<w:tblCellMar {nsdecls("w")}><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
TIMES = 8  # columns in the grid; another number of times in the data makes as many cells


def matrix(paper: Paper) -> None:
    """Categories downwards, as many time columns as the organisation has; number, word and shade in each cell."""
    description = ("Konsekvens över tid för aktiviteten", "Impact over time for the activity")
    widths = [2.4, 1.7]
    header = [paper.say("Konsekvens", "Impact"), "{%tc for t in a.impact.times %}{{ t }}{%tc endfor %}"]
    table = paper.table(header, widths, *description, small=True)
    cell = "{%tc for c in m.cells %}{% cellbg c.colour %}{{ c.level }} {{ c.word }}{%tc endfor %}"
    row = paper.row(
        table, widths, ["{%tr for m in a.impact.rows %}{{ m.category }}", cell + "{%tr endfor %}"], small=True
    )
    for paragraph in (paragraph for cell in row.cells for paragraph in cell.paragraphs):
        paragraph.paragraph_format.keep_with_next = True  # a matrix is read as a whole
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(parse_xml(NARROW))
    for _ in range(TIMES - 1):
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(int(Cm(1.7).twips)))
        table._tbl.tblGrid.append(column)
