// The reader of PDF files, built with our own worker files so that the server knows it by its place.
import 'pdfjs-dist/build/pdf.worker.min.mjs';
