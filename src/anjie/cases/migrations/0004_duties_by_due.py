"""Demands are counted by when their limit ended."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_flow'),
        ('directory', '0002_calendar_edition'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='duty',
            name='duty_clause',
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(fields=['clause', 'due', 'start'], name='duty_clause'),
        ),
    ]
