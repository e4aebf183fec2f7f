"""A writer of compound files (MS-CFB, version 3): enough for streams in the root."""
import struct

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def padded(data, size):
    return data + bytes(-len(data) % size)


def chain(first, count):
    return [first + n + 1 for n in range(count - 1)] + [END] if count else []


def entry(name, kind, start, size, right=FREE, child=FREE):
    encoded = name.encode('utf-16-le') + b'\0\0'
    return (encoded.ljust(64, b'\0') + struct.pack('<HBB', len(encoded), kind, 1)
            + struct.pack('<III', FREE, right, child) + bytes(36) + struct.pack('<IQ', start, size))


def compound(streams):
    """A compound file of (name, bytes) pairs; those below 4,096 bytes go to the mini stream."""
    streams = sorted(streams, key=lambda pair: (len(pair[0]), pair[0].upper()))
    mini, mini_fat, places, large = b'', [], {}, []
    for name, data in streams:
        if len(data) < CUTOFF:
            places[name] = len(mini) // MINI if data else END
            mini_fat += chain(len(mini) // MINI, len(padded(data, MINI)) // MINI)
            mini += padded(data, MINI)
        else:
            large.append((name, data))
    directory_size = -(-(len(streams) + 1) * 128 // SECTOR)
    pieces, fat = [], [FAT]  # sector 0 is the FAT

    def add(data):
        start, count = len(fat), -(-len(data) // SECTOR)
        fat.extend(chain(start, count))
        pieces.append(padded(data, SECTOR))
        return start if count else END
    directory_start = add(bytes(directory_size * SECTOR))
    mini_fat_data = struct.pack(f'<{len(mini_fat)}I', *mini_fat)
    mini_fat_data += b'\xff' * (-len(mini_fat_data) % SECTOR)
    mini_fat_start = add(mini_fat_data)
    mini_start = add(mini)
    for name, data in large:
        places[name] = add(data)
    entries = [entry('Root Entry', 5, mini_start, len(mini), child=1)]
    for number, (name, data) in enumerate(streams, 1):  # a list by its right siblings
        right = number + 1 if number < len(streams) else FREE
        entries.append(entry(name, 2, places[name], len(data), right))
    pieces[0] = padded(b''.join(entries), SECTOR)
    assert len(fat) <= SECTOR // 4
    head = bytes.fromhex('d0cf11e0a1b11ae1') + bytes(16) + struct.pack(
        '<HHHHH6xIIIIIIIII', 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory_start, 0, CUTOFF,
        mini_fat_start, len(mini_fat_data) // SECTOR, END, 0)
    head += struct.pack('<109I', 0, *[FREE] * 108)
    fat_sector = struct.pack('<128I', *(fat + [FREE] * (128 - len(fat))))
    return head + fat_sector + b''.join(pieces)
