"""Send a large model that exists nowhere: ``python send_model.py PORT PATH MIB [raw|form|tus]``.

A process of its own, so that what it holds in memory is not counted with the service's. Prints the
status of the answer.
"""

import base64
import http.client
import sys
from collections.abc import Iterator

CHUNK = 1 << 18


def model(size: int) -> Iterator[bytes]:
    """The bytes of an IFC file of this size."""
    head = (
        b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');"
        b"\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
    )
    tail = b"ENDSEC;\nEND-ISO-10303-21;\n"
    line = b"#1=IFCPERSON($,'x',$,$,$,$,$,$);\n"
    fill = (line * (CHUNK // len(line) + 1))[:CHUNK]
    yield head
    left = size - len(head) - len(tail)
    while left > CHUNK:
        yield fill
        left -= CHUNK
    yield b" " * left + tail


def main(port: int, path: str, mebibytes: int, way: str) -> int:
    size = mebibytes << 20
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    if way == "tus":
        name = base64.b64encode(f"{size}.ifc".encode()).decode()
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(size),
            "Upload-Metadata": f"filename {name}",
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(size),
        }
        connection.request("POST", path, model(size), headers)
    elif way == "form":
        before = b'--B\r\nContent-Disposition: form-data; name="file"; filename="large.ifc"\r\n\r\n'
        after = b"\r\n--B--\r\n"
        headers = {
            "Content-Type": "multipart/form-data; boundary=B",
            "Content-Length": str(len(before) + size + len(after)),
        }
        connection.request("POST", path, iter([before, *model(size), after]), headers)
    else:
        connection.request("POST", path, model(size), {"Content-Length": str(size)})
    return connection.getresponse().status


if __name__ == "__main__":
    print(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]))  # noqa: T201
