"""Hostile files that somebody thought of, by group: each function gives (name, bytes) pairs."""
import base64
import io
import struct
import zlib

import ole
import seeds
from seeds import page_of, pdf, stream

MIB = 1 << 20


def bombs():
    """Small files that say, or are, very much when unpacked."""
    for size in (16, 100, 200):
        yield f'spaces-{size}m.docx', seeds.docx(' ' * (size * MIB))
    paragraph = '<w:p><w:r><w:t>bomb</w:t></w:r></w:p>'
    yield 'paragraphs-100m.docx', seeds.docx(paragraph * (100 * MIB // len(paragraph)))
    # A gigabyte in parts of a size that is allowed.
    zeros = [(f'word/media/{n}.xml', bytes(16 * MIB)) for n in range(64)]
    yield 'gigabyte-in-parts.docx', seeds.package(seeds.parts_of(seeds.docx()) + zeros)
    yield 'many-slides.pptx', seeds.package(
        seeds.parts_of(seeds.pptx()) + [(f'ppt/slides/slide{n}.xml', b'<a>' * MIB) for n in range(2, 200)])
    strings = f'<sst xmlns="{seeds.SHEET}">' + '<si><t>bomb</t></si>' * (5 * MIB) + '</sst>'
    yield 'strings-100m.xlsx', seeds.xlsx(strings=strings)
    yield 'spaces-100m.odt', seeds.odt(f'<text:p>{" " * (100 * MIB)}</text:p>')
    for claim in (0, 1, 0xFFFFFFFF, 0x7FFFFFFF):
        yield f'lying-size-{claim:x}.docx', lying(seeds.docx(' ' * (20 * MIB)), claim)
        yield f'lying-size-{claim:x}.xlsx', lying(seeds.xlsx(), claim)
    for kind in ('docx', 'xlsx', 'odt', 'epub'):
        yield f'overlapping-60g.{kind}', overlapping(kind, 1_000, 60 * MIB)
        yield f'entries-60000.{kind}', entries(kind, 60_000)
    inner = seeds.docx(' ' * (60 * MIB))
    for _ in range(8):
        inner = seeds.package(seeds.parts_of(seeds.docx()) + [('word/embeddings/a.docx', inner)] * 1)
    yield 'nested-packages.docx', inner


def lying(data, claim):
    """The same package, all of whose parts say that they unpack to so many bytes."""
    data, at = bytearray(data), 0
    for mark, offset in ((b'PK\3\4', 22), (b'PK\1\2', 24)):
        at = data.find(mark)
        while at >= 0:
            struct.pack_into('<I', data, at + offset, claim)
            at = data.find(mark, at + 4)
    return bytes(data)


def deflated(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def overlapping(kind, count, size):
    """A directory of many entries for one and the same packed part."""
    packed, out = deflated(bytes(size)), io.BytesIO()
    name = {'docx': b'word/document.xml', 'xlsx': b'xl/workbook.xml', 'odt': b'content.xml', 'epub': b'book.opf'}[kind]
    crc = zlib.crc32(bytes(size))
    fields = struct.pack('<HHHHHIIIHH', 20, 0, 8, 0, 0x21, crc, len(packed), size, len(name), 0)
    out.write(b'PK\3\4' + fields + name + packed)
    start = out.tell()
    for number in range(count):
        alias = name if number == 0 else name[:-8] + b'%08d' % number
        fields = struct.pack('<HHHHHHIIIHH', 20, 20, 0, 8, 0, 0x21, crc, len(packed), size, len(alias), 0)
        out.write(b'PK\1\2' + fields + struct.pack('<HHHII', 0, 0, 0, 0, 0) + alias)
    length = out.tell() - start
    out.write(b'PK\5\6' + struct.pack('<HHHHIIH', 0, 0, count, count, length, start, 0))
    return out.getvalue()


def entries(kind, count):
    seed = seeds.all_kinds()[kind]
    return seeds.package(seeds.parts_of(seed) + [(f'{n}', b'') for n in range(count)])


def entities():
    """Entities that grow, and such that name files and hosts."""
    laughs = '<!ENTITY a0 "ha">' + ''.join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    quadratic = f'<!ENTITY big "{"x" * 100_000}">'
    doctypes = {
        'laughs': (f'<!DOCTYPE w [{laughs}]>', '&a11;'),
        'quadratic': (f'<!DOCTYPE w [{quadratic}]>', '&big;' * 100_000),
        'file': ('<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;'),
        'host': ('<!DOCTYPE w [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>', '&x;'),
        'parameter': ('<!DOCTYPE w [<!ENTITY % x SYSTEM "file:///dev/zero"> %x;]>', 'a'),
        'recursion': ('<!DOCTYPE w [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', '&a;'),
        'external': ('<!DOCTYPE w SYSTEM "file:///dev/random">', 'a'),
    }
    for name, (doctype, use) in doctypes.items():
        def with_doctype(xml):
            return xml.replace(seeds.HEAD, seeds.HEAD + doctype)
        word = with_doctype(seeds.word_body(f'<w:p><w:r><w:t>{use}</w:t></w:r></w:p>'))
        yield f'{name}.docx', seeds.docx(document=word)
        sheet = (f'<worksheet xmlns="{seeds.SHEET}"><sheetData><row><c t="inlineStr"><is><t>{use}</t></is></c></row>'
                 '</sheetData></worksheet>')
        yield f'{name}.xlsx', seeds.xlsx(sheet=with_doctype(seeds.HEAD + sheet))
        yield f'{name}.svg', f'{doctype}<svg><text>{use}</text></svg>'.encode()
        yield f'{name}.xml', f'{seeds.HEAD}{doctype}<a>{use}</a>'.encode()


def nesting():
    """Elements, groups and mails in each other, very deep."""
    for depth in (50_000, 300_000, 1_000_000):
        def deep(begin, end, inside='x', depth=depth):
            return begin * depth + inside + end * depth
        yield f'tables-{depth}.docx', seeds.docx(deep('<w:tbl><w:tr><w:tc>', '</w:tc></w:tr></w:tbl>'))
        yield f'boxes-{depth}.docx', seeds.docx(deep('<w:sdt><w:sdtContent>', '</w:sdtContent></w:sdt>'))
        yield f'unclosed-{depth}.docx', seeds.docx('<w:p>' * depth)
        yield f'lists-{depth}.odt', seeds.odt(deep('<text:list><text:list-item>', '</text:list-item></text:list>'))
        yield f'spans-{depth}.odt', seeds.odt(deep('<text:span>', '</text:span>'))
        yield f'groups-{depth}.pptx', seeds.pptx(deep('<p:grpSp>', '</p:grpSp>'))
        yield f'elements-{depth}.xml', deep('<a>', '</a>').encode()
        yield f'groups-{depth}.svg', ('<svg>' + deep('<g>', '</g>') + '</svg>').encode()
        yield f'divisions-{depth}.html', ('<html>' + deep('<b>', '</b>')).encode()
        yield f'tables-{depth}.html', ('<html>' + '<table>' * depth + 'x').encode()
        yield f'groups-{depth}.rtf', ('{\\rtf1 ' + deep('{', '}') + '}').encode()
        yield f'destinations-{depth}.rtf', ('{\\rtf1 ' + '{\\*\\x' * depth).encode()
        yield f'arrays-{depth}.pdf', pdf(page_of(b'BT ' + b'[' * depth + b']' * depth + b' TJ ET'))
        yield f'array-object-{depth}.pdf', pdf({**page_of(b''), 6: b'[' * depth + b']' * depth})
        yield f'dictionaries-{depth}.pdf', pdf({**page_of(b''), 6: b'<< /A ' * depth + b'1' + b' >>' * depth})
        yield f'json-{depth}.json', ('[' * depth).encode()
    for depth in (100, 1_000, 50_000):
        mail = ''.join(f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(depth))
        yield f'multiparts-{depth}.eml', f'Subject: x\r\nMIME-Version: 1.0\r\n{mail}\r\nx'.encode()
        mail = 'From: a@b\r\nSubject: x\r\nContent-Type: message/rfc822\r\n\r\n' * depth
        yield f'mails-{depth}.eml', f'{mail}x'.encode()
    yield 'parentheses.eml', b'From: ' + b'(' * MIB + b'\r\nSubject: x\r\n\r\nx'
    yield 'words.eml', b'Subject: ' + b'=?utf-8?B?eA==?= ' * 100_000 + b'\r\n\r\nx'
    mail = seeds.eml()
    for _ in range(12):
        body = base64.encodebytes(mail).replace(b'\n', b'\r\n')
        mail = (b'From: a@b\r\nSubject: x\r\nContent-Type: message/rfc822\r\n'
                b'Content-Transfer-Encoding: base64\r\n\r\n' + body)
    yield 'encoded-mails.eml', mail


def sheets():
    """Sheets that are said to be larger than they are, or repeat themselves."""
    cell = '<c r="{0}" t="inlineStr"><is><t>x</t></is></c>'
    yield 'sparse.xlsx', seeds.xlsx(''.join(
        f'<row r="{row}">{cell.format(f"A{row}")}{cell.format(f"XFD{row}")}</row>' for row in range(1, 1_048_577, 50)))
    yield 'far.xlsx', seeds.xlsx(f'<row r="1048576">{cell.format("XFD1048576")}</row>')
    yield 'beyond.xlsx', seeds.xlsx(f'<row r="4294967295">{cell.format("ZZZZZZZ4294967295")}</row>')
    name = f'<worksheet xmlns="{seeds.SHEET}">'
    for area in ('A1:XFD1048576', 'XFD1048576:A1', 'A1:ZZZZ99999999', ':'):
        yield f'dimension-{len(area)}-{area[0]}.xlsx'.replace(':', 'x'), seeds.xlsx(
            sheet=f'{name}<dimension ref="{area}"/><sheetData/></worksheet>')
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 10_000
    yield 'merges.xlsx', seeds.xlsx(sheet=f'{name}<sheetData/><mergeCells>{merges}</mergeCells></worksheet>')
    shared = f'<sst xmlns="{seeds.SHEET}" count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>'
    yield 'unique-count.xlsx', seeds.xlsx(strings=shared)
    rows = ''.join(f'<row r="{n}"><c t="s"><v>{n * 7919}</v></c></row>' for n in range(1, 10_000))
    yield 'strings-that-are-not-there.xlsx', seeds.xlsx(rows)
    strings = f'<sst xmlns="{seeds.SHEET}"><si><t>{"x" * MIB}</t></si></sst>'
    yield 'one-string-everywhere.xlsx', seeds.xlsx('<row><c t="s"><v>0</v></c></row>' * 50_000, strings)
    columns, rows = 'table:number-columns-repeated', 'table:number-rows-repeated'
    paragraph = '<text:p>repeated</text:p>'
    for count in (1_000, 1_048_576, 4_294_967_295, 10 ** 30, -1):
        yield f'repeated-{count}.ods', seeds.ods(
            f'<table:table-row {rows}="{count}"><table:table-cell {columns}="{count}">{paragraph}</table:table-cell>'
            '</table:table-row>')
    yield 'repeated-space.odt', seeds.odt('<text:p>' + '<text:s text:c="4294967295"/>' * 1_000 + '</text:p>')
    book = seeds.xls()
    for position in range(1_536 - 1_024, len(book) - 1_024, 97):
        data = bytearray(book)
        data[position:position + 4] = b'\xff\xff\xff\x7f'
        yield f'lying-record-{position}.xls', bytes(data)


def pdfs():
    """What a PDF can do to its reader."""
    def flate(data):
        return zlib.compress(data, 9)
    filtered = b'/Filter /FlateDecode'
    content = b'(bomb) Tj ' * (6 * MIB)
    yield 'flate-60m.pdf', pdf(page_of(flate(b'BT ' + content + b' ET'), filtered))
    yield 'flate-1g.pdf', pdf(page_of(flate(bytes(1_000 * MIB)), filtered))
    twice = flate(flate(bytes(800 * MIB)))
    yield 'flate-twice.pdf', pdf(page_of(twice, b'/Filter [/FlateDecode /FlateDecode]'))
    yield 'run-lengths.pdf', pdf(page_of(flate(b'\x81 ' * (4 * MIB)), b'/Filter [/FlateDecode /RunLengthDecode]'))
    yield 'predictor.pdf', pdf(page_of(
        flate(bytes(MIB)), filtered + b' /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 255 >>'))
    yield 'filters.pdf', pdf(page_of(b'x', b'/Filter [' + b'/ASCIIHexDecode ' * 100_000 + b']'))
    page = page_of(b'BT /F1 1 Tf (x) Tj ET')
    yield 'pages-that-are-their-own-parent.pdf', pdf({**page, 2: b'<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 >>'})
    graph = {n: b'<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>' % (n + 1, n + 1) for n in range(10, 50)}
    leaf = {50: b'<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>'}
    yield 'pages-by-powers.pdf', pdf({**page, 2: graph[10], **graph, **leaf})
    kids = b' '.join([b'3 0 R'] * 200_000)
    yield 'one-page-often.pdf', pdf({**page, 2: b'<< /Type /Pages /Kids [%s] /Count 200000 >>' % kids})
    yield 'count.pdf', pdf({**page, 2: b'<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>'})
    form = b'/Type /XObject /Subtype /Form /Resources << /XObject << /X %d 0 R >> >>'
    draws = b'/XObject << /X 6 0 R >>'
    yield 'form-of-itself.pdf', pdf({**page_of(b'/X Do', resources=draws), 6: stream(b'/X Do', form % 6)})
    forms = {n: stream(b'/X Do ' * 10, form % (n + 1)) for n in range(6, 30)}
    yield 'forms-by-powers.pdf', pdf({**page_of(b'/X Do', resources=draws), **forms, 30: stream(b'', form % 30)})
    ranges = {
        'range': b'1 beginbfrange <00000000> <ffffffff> <0041> endbfrange',
        'code-space': b'1 begincodespacerange <00> <ffffffffffffffff> endcodespacerange',
        'long': b'1 beginbfchar <0041> <' + b'0041' * MIB + b'> endbfchar',
        'cid': b'1 begincidrange <0000> <ffffffff> 0 endcidrange',
    }
    for name, cmap in ranges.items():
        font = (b'<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 6 0 R '
                b'/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A >>] >>')
        text = b'BT /F1 1 Tf ' + b'<00410041> Tj ' * 1_000 + b'ET'
        yield f'cmap-{name}.pdf', pdf({**page_of(text, font=font), 6: stream(cmap)})
    yield 'font-of-itself.pdf', pdf(page_of(
        b'BT /F1 1 Tf (x) Tj ET', font=b'<< /Type /Font /Subtype /Type0 /DescendantFonts [5 0 R] /ToUnicode 5 0 R >>'))
    objects = {**page, 6: stream(b'7 0 ' * 100_000, b'/Type /ObjStm /N 2147483647 /First 2147483647')}
    yield 'object-stream.pdf', pdf(objects)
    itself = stream(b'6 0 << >>', b'/Type /ObjStm /N 1 /First 4 /Extends 6 0 R')
    yield 'object-stream-of-itself.pdf', pdf({**page, 6: itself})
    yield 'length-of-itself.pdf', pdf({**page, 4: b'<< /Length 4 0 R >>\nstream\nx\nendstream'})
    yield 'reference-to-itself.pdf', pdf({**page, 3: b'3 0 R'})
    yield 'previous-table-is-this-one.pdf', pdf(page, trailer='/Prev 9 ')
    size = b'startxref'
    yield 'size.pdf', pdf(page).replace(b'/Size 6', b'/Size 2147483647')
    yield 'no-table.pdf', pdf(page).split(size)[0]
    yield 'table-elsewhere.pdf', pdf(page).replace(size, size + b'\n99999999999999999999')
    outline = {6: b'<< /First 7 0 R /Count 1 >>', 7: b'<< /Title (x) /Next 7 0 R /First 6 0 R >>'}
    yield 'outline-of-itself.pdf', pdf({**page, 1: b'<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>', **outline})
    field = {6: b'<< /T (x) /Kids [6 0 R 6 0 R] /Parent 6 0 R >>'}
    yield 'field-of-itself.pdf', pdf(
        {**page, 1: b'<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>', **field})
    yield 'states.pdf', pdf(page_of(flate(b'q ' * (8 * MIB)), filtered))
    numbers = b'-9' * 10_000 + b' 0 Td (x) Tj 1e-308 0 0 0 1e308 1 Tm (y) Tj'
    yield 'numbers.pdf', pdf(page_of(b'BT /F1 1e308 Tf ' + numbers + b' ET'))
    encrypt = '/Encrypt << /Filter /Standard /V 5 /R 6 /Length 2147483647 /O () /U () >> '
    yield 'encrypted.pdf', pdf(page, trailer=encrypt)
    yield 'image.pdf', pdf(page_of(b'BI /W 2147483647 /H 2147483647 /BPC 16 /F /Fl ID x EI'))


def texts():
    """Markup and text that are long in the wrong place."""
    yield 'attributes.html', b'<p ' + b' '.join(b'a%d=1' % n for n in range(1_000_000)) + b'>x'
    yield 'one-tag.html', b'<' + b'a' * (9 * MIB)
    yield 'comments.html', b'<!--' * (2 * MIB)
    yield 'references.html', b'&amp;&#x10FFFF;&#99999999999;&notin' * 250_000
    yield 'unclosed-script.html', b'<script>' + b'x' * (9 * MIB)
    yield 'one-line.csv', b'a,' * (4 * MIB)
    yield 'quotes.csv', b'"' * (9 * MIB)
    yield 'zeros.txt', bytes(9 * MIB)
    yield 'escapes.txt', b'\x1b$B' * (3 * MIB)
    yield 'half-characters.txt', b'\xff\xfe' + b'\x00\xd8' * (4 * MIB)
    yield 'combining.txt', ('a' + '\u0301' * (4 * MIB)).encode()
    yield 'binary.rtf', b'{\\rtf1 \\bin4294967295 x}'
    yield 'numbers.rtf', b'{\\rtf1 \\u' + b'9' * 1_000_000 + b' \\uc999999999 \\u1 x}'
    yield 'controls.rtf', b'{\\rtf1 ' + b'\\b' * (4 * MIB) + b'}'
    yield 'picture.rtf', b'{\\rtf1 {\\pict ' + b'ff' * (4 * MIB) + b'}}'
    yield 'attributes.xml', b'<a ' + b' '.join(b'a%d="1"' % n for n in range(500_000)) + b'/>'
    yield 'data.svg', b'<svg><text>' + b'<![CDATA[x]]>' * 700_000 + b'</text></svg>'
    yield 'headers.eml', b'X: y\r\n' * (MIB) + b'\r\nx'
    head = b'Subject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    yield 'boundaries.eml', head + b'--b\r\n\r\n' * MIB


def compound_files():
    """Compound files whose tables lead in circles or nowhere."""
    for kind in ('doc', 'xls', 'ppt', 'msg'):
        data = seeds.all_kinds()[kind]
        circle = bytearray(data)
        circle[512:1024] = struct.pack('<128I', *range(128))
        yield f'sectors-in-circles.{kind}', bytes(circle)
        for name, offset, value in (('directory', 48, 0xFFFFFF00), ('tables', 44, 0x7FFFFFFF), ('shift', 30, 0xFFFF),
                                    ('mini', 60, 1), ('cutoff', 56, 0xFFFFFFFF), ('difat', 68, 0)):
            bent = bytearray(data)
            struct.pack_into('<I', bent, offset, value)
            yield f'{name}.{kind}', bytes(bent)
        tree = bytearray(data)
        struct.pack_into('<III', tree, 1024 + 68, 0, 0, 0)
        yield f'directory-in-circles.{kind}', bytes(tree)
    def string(tag, data):
        return (f'__substg1.0_{tag}001F', data)
    properties = ('__properties_version1.0', bytes(32))
    yield 'long-body.msg', ole.compound([properties, string('1000', b'x\0' * 15_000)])
    rtf = struct.pack('<IIII', 0x7FFFFFFF, 0x7FFFFFFF, 0x75465A4C, 0) + b'\xff' * 1_000
    yield 'compressed-body.msg', ole.compound([properties, ('__substg1.0_10090102', rtf)])


def noise(random):
    """Random bytes, alone and behind the marks of each kind."""
    marks = {'docx': b'PK\3\4', 'doc': bytes.fromhex('d0cf11e0a1b11ae1'), 'pdf': b'%PDF-1.7\n', 'rtf': b'{\\rtf1 ',
             'html': b'<html>', 'xml': b'<?xml version="1.0"?>', 'eml': b'From: a\r\n\r\n', 'zip': b'PK\5\6',
             'utf16.txt': b'\xff\xfe', 'txt': b''}
    for kind, mark in marks.items():
        for size in (0, 1, 100, 10_000, 1_000_000):
            yield f'{size}.{kind}', mark + random.randbytes(size)


GROUPS = {'bombs': bombs, 'entities': entities, 'nesting': nesting, 'sheets': sheets, 'pdfs': pdfs, 'texts': texts,
          'compound': compound_files}
