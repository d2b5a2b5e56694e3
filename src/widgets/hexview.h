// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>

namespace oriel {

// Bytes as offset, sixteen bytes and their ASCII. Reads the server's own hexadecimal text, line by line as it is painted: 100 MB
// cost nothing more. Bytes are chosen by mouse or Shift with the arrows, and copied as hex. GUI thread.
class HexView final : public QAbstractScrollArea
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HexView)
public:
    explicit HexView(QWidget *parent = nullptr);
    void show(const QByteArray &hex); // "\x4f72…"
    qint64 byteCount() const { return m_count; }
    QByteArray bytes(qint64 first, qint64 count) const;
    void choose(qint64 byte, bool isExtended); // moves the cursor there

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    void measure();
    void copy();
    qint64 byteAt(QPoint point) const;
    qint64 lineCount() const { return (m_count + 15) / 16; }

    QByteArray m_hex;
    qint64 m_count = 0, m_cursor = 0, m_anchor = 0;
    double m_advance = 8;
    int m_lineHeight = 16;
};

} // namespace oriel
