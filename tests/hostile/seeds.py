"""Small valid files of every kind, made from nothing: what hostile files are bent from."""
import io
import struct
import zipfile

import ole

WORDS = 'Quarterly report: the harbour opens in spring, été, 東京'
OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
ODF = 'urn:oasis:names:tc:opendocument:xmlns'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def package(parts, method=zipfile.ZIP_DEFLATED):
    """A zip file of (name, text or bytes) pairs; without a date, so that it's the same each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as file:
        for name, content in parts:
            data = content.encode() if isinstance(content, str) else content
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_STORED if name == 'mimetype' else method
            file.writestr(info, data)
    return out.getvalue()


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return [(name, file.read(name)) for name in file.namelist()]


def relations(*targets):
    rows = ''.join(f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
                   for n, (kind, target) in enumerate(targets, 1))
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def content_types(*overrides):
    rows = ''.join(f'<Override PartName="{name}" ContentType="application/{kind}+xml"/>' for name, kind in overrides)
    return (f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'{rows}</Types>')


OOXML = 'vnd.openxmlformats-officedocument'
CORE = (f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Title</dc:title></cp:coreProperties>')


def word_body(body):
    name = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
    return f'{HEAD}<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>'


def docx(body=None, document=None):
    document = document or word_body(body or f'<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>')
    return package([
        ('[Content_Types].xml', content_types(('/word/document.xml', f'{OOXML}.wordprocessingml.document.main'))),
        ('_rels/.rels', relations((f'{OFFICE}/officeDocument', 'word/document.xml'))),
        ('word/document.xml', document), ('docProps/core.xml', CORE)])


SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'


def xlsx(rows=None, strings=None, sheet=None):
    rows = rows or '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>42</v></c></row>'
    strings = strings or f'<sst xmlns="{SHEET}" count="1" uniqueCount="1"><si><t>{WORDS}</t></si></sst>'
    sheet = sheet or f'{HEAD}<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'
    return package([
        ('[Content_Types].xml', content_types(
            ('/xl/workbook.xml', f'{OOXML}.spreadsheetml.sheet.main'),
            ('/xl/worksheets/sheet1.xml', f'{OOXML}.spreadsheetml.worksheet'),
            ('/xl/sharedStrings.xml', f'{OOXML}.spreadsheetml.sharedStrings'))),
        ('_rels/.rels', relations((f'{OFFICE}/officeDocument', 'xl/workbook.xml'))),
        ('xl/_rels/workbook.xml.rels', relations((f'{OFFICE}/worksheet', 'worksheets/sheet1.xml'),
                                                 (f'{OFFICE}/sharedStrings', 'sharedStrings.xml'))),
        ('xl/workbook.xml', f'{HEAD}<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
                            '<sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>'),
        ('xl/worksheets/sheet1.xml', sheet), ('xl/sharedStrings.xml', HEAD + strings)])


def pptx(shapes=None):
    drawing = 'http://schemas.openxmlformats.org/drawingml/2006/main'
    slides = 'http://schemas.openxmlformats.org/presentationml/2006/main'
    names = f'xmlns:a="{drawing}" xmlns:p="{slides}" xmlns:r="{OFFICE}"'
    shapes = shapes or f'<p:sp><p:txBody><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></p:txBody></p:sp>'
    return package([
        ('[Content_Types].xml', content_types(
            ('/ppt/presentation.xml', f'{OOXML}.presentationml.presentation.main'),
            ('/ppt/slides/slide1.xml', f'{OOXML}.presentationml.slide'))),
        ('_rels/.rels', relations((f'{OFFICE}/officeDocument', 'ppt/presentation.xml'))),
        ('ppt/_rels/presentation.xml.rels', relations((f'{OFFICE}/slide', 'slides/slide1.xml'))),
        ('ppt/presentation.xml', f'{HEAD}<p:presentation {names}><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
                                 '</p:sldIdLst></p:presentation>'),
        ('ppt/slides/slide1.xml', f'{HEAD}<p:sld {names}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>')])


def open_document(kind, body):
    names = ' '.join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ('office', 'text', 'table'))
    return package([
        ('mimetype', f'application/vnd.oasis.opendocument.{kind}'),
        ('content.xml', f'{HEAD}<office:document-content {names}><office:body>{body}</office:body>'
                        '</office:document-content>'),
        ('META-INF/manifest.xml', f'{HEAD}<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"/>')])


def odt(body=None):
    return open_document('text', f'<office:text>{body or f"<text:p>{WORDS}</text:p>"}</office:text>')


def ods(rows=None):
    rows = rows or f'<table:table-row><table:table-cell><text:p>{WORDS}</text:p></table:table-cell></table:table-row>'
    return open_document('spreadsheet', f'<office:spreadsheet><table:table>{rows}</table:table></office:spreadsheet>')


def odp():
    return open_document('presentation', f'<office:presentation><text:p>{WORDS}</text:p></office:presentation>')


def epub():
    container = 'urn:oasis:names:tc:opendocument:xmlns:container'
    return package([
        ('mimetype', 'application/epub+zip'),
        ('META-INF/container.xml', f'{HEAD}<container xmlns="{container}"><rootfiles><rootfile full-path="book.opf" '
                                   'media-type="application/oebps-package+xml"/></rootfiles></container>'),
        ('book.opf', f'{HEAD}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>'
                     '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
                     '<spine><itemref idref="a"/></spine></package>'),
        ('a.xhtml', f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{WORDS}</p></body></html>')])


def vsdx():
    visio = 'http://schemas.microsoft.com/office/visio/2012/main'
    return package([
        ('[Content_Types].xml', content_types(('/visio/document.xml', 'vnd.ms-visio.drawing.main'))),
        ('_rels/.rels', relations(('http://schemas.microsoft.com/visio/2010/relationships/document',
                                   'visio/document.xml'))),
        ('visio/document.xml', f'{HEAD}<VisioDocument xmlns="{visio}"/>'),
        ('visio/pages/page1.xml', f'{HEAD}<PageContents xmlns="{visio}"><Shapes><Shape ID="1"><Text>{WORDS}</Text>'
                                  '</Shape></Shapes></PageContents>')])


def pdf(objects=None, root=1, trailer=''):
    """A PDF of numbered objects, bytes each; without any, a page with a text."""
    objects = objects or page_of(b'BT /F1 12 Tf 72 700 Td (Quarterly report) Tj ET')
    out, places = io.BytesIO(), {}
    out.write(b'%PDF-1.7\n')
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b'%d 0 obj\n' % number + body + b'\nendobj\n')
    start = out.tell()
    out.write(b'xref\n0 1\n0000000000 65535 f \n')
    for number, place in places.items():
        out.write(b'%d 1\n%010d 00000 n \n' % (number, place))
    size = max(objects) + 1
    out.write(f'trailer\n<< /Size {size} /Root {root} 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n'.encode())
    return out.getvalue()


def stream(data, entries=b''):
    return b'<< /Length %d %s >>\nstream\n%s\nendstream' % (len(data), entries, data)


def page_of(content, entries=b'', font=b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>', resources=b''):
    """The objects of a PDF with one page; the content is object 4, the font object 5."""
    return {
        1: b'<< /Type /Catalog /Pages 2 0 R >>',
        2: b'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
        3: b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R '
           b'/Resources << /Font << /F1 5 0 R >> %s >> >>' % resources,
        4: stream(content, entries),
        5: font,
    }


def eml():
    return (f'From: Ana <ana@example.org>\r\nTo: bo@example.org\r\nSubject: Report\r\nMIME-Version: 1.0\r\n'
            'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
            f'--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n'
            '--b\r\nContent-Type: text/html\r\n\r\n<p>More</p>\r\n--b--\r\n').encode()


def msg():
    def string(tag, text):
        return (f'__substg1.0_{tag}001F', text.encode('utf-16-le'))
    return ole.compound([('__properties_version1.0', bytes(32)), string('0037', 'Report'), string('1000', WORDS),
                         string('0C1A', 'Ana'), string('001A', 'IPM.Note')])


def xls():
    def record(kind, data):
        return struct.pack('<HH', kind, len(data)) + data
    text = WORDS.encode('utf-16-le')
    begin = struct.pack('<HHHHII', 0x600, 5, 0x0DBB, 0x07CC, 0, 6)
    sheet_begin = struct.pack('<HHHHII', 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6)
    strings = record(0xFC, struct.pack('<IIHB', 1, 1, len(WORDS), 1) + text)
    name = b'\x03\x00One'

    def head(place):
        return record(0x809, begin) + record(0x85, struct.pack('<IH', place, 0) + name) + strings + record(0x0A, b'')
    cells = record(0x809, sheet_begin) + record(0xFD, struct.pack('<HHHI', 0, 0, 0, 0)) + record(0x0A, b'')
    return ole.compound([('Workbook', head(len(head(0))) + cells)])


def ppt():
    def atom(kind, data, version=0):
        return struct.pack('<HHI', version, kind, len(data)) + data
    text = atom(0x0F9F, struct.pack('<I', 1)) + atom(0x0FA0, WORDS.encode('utf-16-le'))
    document = atom(0x03E8, atom(0x0FF0, text, 0x0F), 0x0F)
    user = atom(0x0FF6, struct.pack('<IIIHHBBH', 20, 0xE391C05F, 0, 0, 0x03F4, 3, 0, 0))
    return ole.compound([('PowerPoint Document', document), ('Current User', user)])


def doc():
    text = WORDS.encode('utf-16-le')
    start = 0x800
    pieces = struct.pack('<II', 0, len(WORDS)) + struct.pack('<HIH', 0, start, 0)
    table = b'\x02' + struct.pack('<I', len(pieces)) + pieces
    fib = bytearray(start)
    struct.pack_into('<HH', fib, 0, 0xA5EC, 0x00C1)
    struct.pack_into('<H', fib, 10, 0x0200)  # the table is in 1Table
    struct.pack_into('<H', fib, 32, 14)
    struct.pack_into('<H', fib, 62, 22)
    struct.pack_into('<I', fib, 64 + 12, len(WORDS))  # ccpText
    struct.pack_into('<H', fib, 152, 93)
    struct.pack_into('<II', fib, 154 + 33 * 8, 0, len(table))  # fcClx, lcbClx
    return ole.compound([('WordDocument', bytes(fib) + text), ('1Table', table.ljust(4096, b'\0'))])


def all_kinds():
    """Each kind's extension and a valid file of it."""
    page = f'<!DOCTYPE html><html><head><title>T</title></head><body><p>{WORDS}</p></body></html>'
    rtf = r'{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Quarterly \b report\b0\par}'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{WORDS}</text></svg>'
    return {
        'docx': docx(), 'xlsx': xlsx(), 'pptx': pptx(), 'odt': odt(), 'ods': ods(), 'odp': odp(), 'epub': epub(),
        'vsdx': vsdx(), 'doc': doc(), 'xls': xls(), 'ppt': ppt(), 'msg': msg(), 'pdf': pdf(), 'eml': eml(),
        'rtf': rtf.encode(), 'html': page.encode(), 'svg': svg.encode(), 'xml': f'{HEAD}<a><b>{WORDS}</b></a>'.encode(),
        'txt': WORDS.encode('utf-16'), 'csv': f'a,b\n"{WORDS}",2\n'.encode(),
    }
